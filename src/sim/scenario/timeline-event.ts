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
  readonly backend: string;
  readonly action: 'on' | 'off';
  /** With `off`: only the kind counts. */
  readonly fault: Fault;
}

/** An order to the balancer through its admin API. */
export interface OrderEvent {
  readonly at: Micros;
  readonly do: 'order';
  readonly order: Order;
}

export type Order =
  | { readonly kind: 'add' | 'remove' | 'drain' | 'enable'; readonly backend: string }
  | { readonly kind: 'weight'; readonly backend: string; readonly weight: number }
  /** `balancer` is the whole configuration that is then in force. */
  | { readonly kind: 'reload'; readonly balancer: BalancerSpec };

/** Something is done to the balancer's process. */
export interface SubjectEvent {
  readonly at: Micros;
  readonly do: 'subject';
  readonly act: 'terminate' | 'kill' | 'start';
}

/** What must be so at a moment. */
export interface AssertEvent {
  readonly at: Micros;
  readonly do: 'assert';
  readonly assert: Assertion;
}

export interface Assertion {
  readonly healthy?: number;
  readonly unhealthy?: readonly string[];
  readonly active?: number;
}

export type TimelineEvent = FaultEvent | OrderEvent | SubjectEvent | AssertEvent;

/** The faults among the steps, in order. */
export function faultEvents(timeline: readonly TimelineEvent[]): FaultEvent[] {
  return timeline.filter((event) => event.do === 'fault');
}
