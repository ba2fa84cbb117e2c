/**
 * Each backend is probed on a schedule of its own: that another one hangs delays nobody. Judged where nothing was ever
 * wrong with the backend itself.
 */
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { type Interval, merged, touches } from './joins/intervals.ts';
import { longestGap, unprobedTimes } from './joins/probe-times.ts';
import { pausesByItself } from './joins/setup.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const probesOnSchedule: Check = {
  name: 'probes-on-schedule',
  kind: 'invariant',
  byChance: true,
  about: 'A backend that is well is probed once an interval, whatever happens to the others.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, timing, scenario } = view;
    const findings = new Findings('probes');
    const most = longestGap(view);
    const last = history.time[history.length - 1] ?? 0;
    for (const [backend, { name }] of scenario.backends.entries()) {
      const { arrivalRow } = view.probes[backend] ?? { arrivalRow: [] };
      const blurred = blurredTimes(view, backend);
      let before = timing.origin;
      let beforeRow = NONE;
      for (const row of [...arrivalRow, NONE]) {
        const now: Micros = row === NONE ? last : (history.time[row] as number);
        if (now < timing.origin) continue;
        if (!touches(blurred, before, now)) {
          if (row !== NONE) findings.observe();
          if (now - before > most) {
            if (row === NONE) findings.observe();
            findings.violate(
              `${name} was not probed for ${formatDuration(now - before)} after ${beforeRow === NONE ? 'the start' : clockTime(history, beforeRow)}, ` +
                `though nothing was wrong with it; its interval is ${formatDuration(scenario.balancer.healthCheck.interval)}.`,
              [beforeRow, row === NONE ? history.length - 1 : row].filter((it) => it !== NONE),
            );
          }
        }
        before = now;
        beforeRow = row;
      }
    }
    return findings.finding('nobody had to wait for its probes', 'no backend was well long enough to be probed twice');
  },
};

/** When something of the backend itself, or an order, may change how often it sees a probe. */
function blurredTimes(view: View, backend: number): Interval[] {
  const { timing, scenario } = view;
  const { interval, timeout } = scenario.balancer.healthCheck;
  const faults = (view.faults[backend] ?? []).map(({ onEarliest, offLatest }) => {
    return { from: onEarliest - timing.tolerance, to: offLatest + interval + timeout + timing.tolerance };
  });
  if (scenario.backends.slice(backend, backend + 1).some(pausesByItself)) return [{ from: -Infinity, to: Infinity }];
  return merged([...faults, ...unprobedTimes(view, backend)]);
}
