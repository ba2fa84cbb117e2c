/** When what the lab itself did can break an exchange. */
import { type Interval, merged } from './intervals.ts';
import type { Story } from './story.ts';

/** Those of the balancer's own process included. Merged. */
export function allPerils(byFaults: readonly Interval[], { absences, timing }: Story): Interval[] {
  const away = absences.map(({ from, to }) => ({ from: from - timing.tolerance, to: to + timing.tolerance }));
  return merged([...byFaults, ...away]);
}

/** Merged. Requests under way when a fault ends may still suffer from it until the time-outs that it set off are over. */
export function faultPerils({ faults, clientFaults, timing, scenario }: Story): Interval[] {
  const { connect, response } = scenario.balancer.timeouts;
  const after = connect + response + timing.tolerance;
  return merged(
    [...faults.flat(), ...clientFaults].map(({ onEarliest, offLatest }) => {
      return { from: onEarliest - timing.tolerance, to: offLatest + after };
    }),
  );
}
