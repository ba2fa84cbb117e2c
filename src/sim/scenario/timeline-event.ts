/** The story of a scenario, step by step. Times in µs. */
import type { Micros } from '../../kernel/clock.ts';
import type { Fault } from './fault-spec.ts';

/**
 * One step of the story. A file's `for: 2s` becomes an `off` event of its own, so the list is explicit: what
 * happens is what stands here. `restart` is the `off` of a crash.
 */
interface FaultEvent {
  readonly at: Micros;
  readonly do: 'fault';
  readonly backend: string;
  readonly action: 'on' | 'off';
  /** With `off`: only the kind counts. */
  readonly fault: Fault;
}

export type TimelineEvent = FaultEvent;
