/** The story of a scenario, step by step. Times in µs. */
import type { Micros } from '../../kernel/clock.ts';
import type { BalancerSpec } from './balancer-spec.ts';
import type { Fault } from './fault-spec.ts';

/**
 * One step of the story. A file's `for: 2s` becomes an `off` event of its own, so the list is explicit: what
 * happens is what stands here. `restart` is the `off` of a crash.
 */
export interface FaultEvent {
  readonly at: Micros;
  readonly do: 'fault';
  /** A backend, or `clients`: the lines between all clients and the balancer. */
  readonly backend: string;
  readonly action: 'on' | 'off';
  /** With `off`: only the kind counts. */
  readonly fault: Fault;
}

/** An order to the balancer through its admin API. */
interface OrderEvent {
  readonly at: Micros;
  readonly do: 'order';
  readonly order: Order;
}

export type Order =
  | { readonly kind: 'add' | 'remove' | 'drain' | 'enable'; readonly backend: string }
  | { readonly kind: 'weight'; readonly backend: string; readonly weight: number }
  /** `balancer` is the whole section that is then in force. */
  | { readonly kind: 'reload'; readonly balancer: BalancerSpec };

/** Something is done to the balancer's process: SIGTERM, SIGKILL, or it is started again. */
interface SubjectEvent {
  readonly at: Micros;
  readonly do: 'subject';
  readonly act: SubjectAct;
}

export type SubjectAct = 'terminate' | 'kill' | 'start';

/** What must be so at a moment, by the balancer's own account. */
interface AssertEvent {
  readonly at: Micros;
  readonly do: 'assert';
  readonly assert: Assertion;
}

/** Every part that is there has to hold. A list names all backends in that state, a number counts them. */
export interface Assertion {
  readonly healthy?: number | readonly string[];
  readonly unhealthy?: number | readonly string[];
  readonly draining?: number | readonly string[];
  /** Those of the scenario that the balancer does not have. */
  readonly absent?: number | readonly string[];
  /** Requests under way at all backends. */
  readonly active?: number;
  /** The status of /lb/health; 0: no answer. */
  readonly health?: number;
}

export type TimelineEvent = FaultEvent | OrderEvent | SubjectEvent | AssertEvent;

/** A state of one backend by the balancer's own account, or what an assertion says. */
export type Condition =
  | { readonly backend: string; readonly state: 'healthy' | 'unhealthy' | 'draining' | 'absent' }
  | { readonly assert: Assertion };

/** Part of the story without a time of its own: it happens when a condition is met, once. */
export interface Reaction {
  readonly when: Condition;
  /** The condition in words. */
  readonly text: string;
  /** From when on it is watched for. */
  readonly from: Micros;
  /** When it is given up. */
  readonly until: Micros;
  /** Times count from the moment at which the condition was seen to be met. */
  readonly events: readonly TimelineEvent[];
}

/** The faults among the steps, in order. */
export function faultEvents(timeline: readonly TimelineEvent[]): FaultEvent[] {
  return timeline.filter((event) => event.do === 'fault');
}
