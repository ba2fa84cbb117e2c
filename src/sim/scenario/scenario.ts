/**
 * The normalised scenario: what a file says after parsing, with every default filled in and every unit resolved
 * (times in µs, rates per second, percentages as fractions). Worlds, checks and reports know only this.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendSpec } from './backend-spec.ts';
import type { BalancerSpec } from './balancer-spec.ts';
import type { Expectation } from './expectation-spec.ts';
import type { LoadSpec } from './load-spec.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { Reaction, TimelineEvent } from './timeline-event.ts';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** An unsigned 32-bit integer; drawn and recorded when the file gives none. */
  readonly seed: number;
  readonly balancer: BalancerSpec;
  /** At least one; names are unique. Their order is the balancer's order. */
  readonly backends: readonly BackendSpec[];
  /** Each with its own start, in file order. */
  readonly load: readonly LoadSpec[];
  /** Ordered by time, ties in file order. */
  readonly timeline: readonly TimelineEvent[];
  /** What happens at no time that is known beforehand. */
  readonly reactions?: readonly Reaction[];
  /** The lines between all processes; the virtual world's usual ones when not said. */
  readonly network?: NetworkSpec;
  readonly expect: readonly Expectation[];
}

/** When the last request of the scenario is due at the latest. */
export function loadEnd(scenario: Scenario): Micros {
  return scenario.load.reduce((end, load) => Math.max(end, load.start + load.duration), 0);
}

/** All that the story may do, whenever that is. */
export function wholeStory({ timeline, reactions = [] }: Scenario): TimelineEvent[] {
  return [...timeline, ...reactions.flatMap(({ events }) => events)];
}

/** Whether the balancer gets orders through its admin API. */
export function givesOrders(scenario: Scenario): boolean {
  return wholeStory(scenario).some((event) => event.do === 'order');
}
