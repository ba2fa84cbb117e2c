/** Probes that a hung backend got and surely did not answer, each with enough time behind it to see what came of it. */

import type { Micros } from '../../kernel/clock.ts';
import { NONE } from '../../sim/history/history.ts';
import { hitsEveryProbe } from '../../sim/scenario/fault-facts.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { FaultSpan } from './faults.ts';
import { merged, touches } from './intervals.ts';
import { longestGap, unprobedTimes } from './probe-times.ts';
import type { View } from './view.ts';

export interface HungProbe {
  readonly row: number;
  readonly arrived: Micros;
  /** By then it must be given up, and the next one be there. */
  readonly due: Micros;
  /** The next probe's row, or undefined. */
  readonly nextRow: number | undefined;
}

/** Whether it reads its probes and answers none. */
export function isHang({ kind, fault }: FaultSpan, { balancer }: Scenario): boolean {
  return kind === 'hang' && fault !== null && hitsEveryProbe(fault, balancer.healthCheck.path);
}

export function hungProbes(view: View, backend: number): HungProbe[] {
  const { history, timing, scenario } = view;
  const probes = view.probes[backend];
  const spans = view.faults[backend] ?? [];
  if (probes === undefined) return [];
  const wait = longestGap(view) + scenario.balancer.healthCheck.timeout;
  const found: HungProbe[] = [];
  for (const hang of spans.filter((span) => isHang(span, scenario))) {
    const others = spans
      .filter((span) => span !== hang)
      .map(({ onEarliest, offLatest }) => ({ from: onEarliest - timing.tolerance, to: offLatest + timing.tolerance }));
    const blurred = merged([...unprobedTimes(view, backend), ...others]);
    // The end of the fault may release what it held back, and end what it held up.
    const last = Math.min(hang.offEarliest, history.time[history.length - 1] as number) - timing.tolerance;
    for (const [probe, row] of probes.arrivalRow.entries()) {
      const arrived = history.time[row] as number;
      const due = arrived + wait;
      if (arrived <= hang.onLatest + timing.tolerance) continue;
      if (due >= last) break;
      const answer = probes.answerRow[probe] as number;
      const isAnswered = answer !== NONE && (history.time[answer] as number) <= due;
      if (isAnswered || touches(blurred, arrived, due)) continue;
      found.push({ row, arrived, due, nextRow: probes.arrivalRow[probe + 1] });
    }
  }
  return found;
}
