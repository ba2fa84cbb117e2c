/** When what the lab itself did can break an exchange. */
import { type Interval, merged } from './intervals.ts';
import type { Story } from './story.ts';

/** Merged. Requests under way when a fault ends may still suffer from it until the time-outs that it set off are over. */
export function perilsOf({ faults, clientFaults, absences, timing, scenario }: Story): Interval[] {
  const { connect, response } = scenario.balancer.timeouts;
  const after = connect + response + timing.tolerance;
  return merged([
    ...[...faults.flat(), ...clientFaults].map(({ onEarliest, offLatest }) => {
      return { from: onEarliest - timing.tolerance, to: offLatest + after };
    }),
    ...absences.map(({ from, to }) => ({ from: from - timing.tolerance, to: to + timing.tolerance })),
  ]);
}
