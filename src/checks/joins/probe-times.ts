/** When probes may be expected of a backend at all: it is a member, and the balancer is there and keeps its plan. */
import { type Interval, merged } from './intervals.ts';
import { longestInterval } from './outages.ts';
import type { View } from './view.ts';

/** Timers have granules, and balancers spread their probes: a quarter of an interval more is granted. */
const SPREAD = 0.25;

/** From one probe to the next, at most, where the first is answered at once (µs). */
export function longestGap({ scenario, timing }: View): number {
  const { healthCheck } = scenario.balancer;
  return longestInterval(healthCheck) + SPREAD * healthCheck.interval + 2 * timing.tolerance;
}

/** When orders and restarts leave open whether this backend is probed, and how often. Merged. */
export function unprobedTimes({ scenario, orders, absences, timing }: View, backend: number): Interval[] {
  const times: Interval[] = absences.map(({ from, to }) => ({ from, to }));
  if (scenario.backends[backend]?.absent === true) times.push({ from: -Infinity, to: Infinity });
  for (const { kind, backend: whose, sent } of orders) {
    const concerns = kind === 'reload' || (whose === backend && kind !== 'weight');
    if (concerns) times.push({ from: sent - timing.error, to: Infinity });
  }
  return merged(times);
}
