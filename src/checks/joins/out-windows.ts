/**
 * When each backend must have been out: from the moment the balancer had to know that `unhealthy_threshold` probes in
 * a row failed (or that the detection bound of a dead backend had passed), until the earliest moment at which it could
 * have seen `healthy_threshold` good ones. A client's request sent after the first and received before the second was
 * routed to a backend that was out: no routing happens before the client sends, or after the backend receives.
 */
import type { Micros } from '../../kernel/clock.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import type { FaultSpan } from './faults.ts';
import { type Interval, without } from './intervals.ts';
import { detectionBound, downIntervals } from './outages.ts';
import type { Probes } from './probes.ts';
import type { Timing } from './timing.ts';

export interface OutWindow extends Interval {
  /** Why it must be out, in words: `3 probes in a row had failed`. */
  readonly because: string;
  /** The rows that show it. */
  readonly rows: readonly number[];
}

/** One backend's windows: sorted, disjoint. `forgotten`: when the balancer loses what it learnt of the backend; merged. */
export function outWindows(
  history: History,
  probes: Probes,
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  timing: Timing,
  forgotten: readonly Interval[],
): OutWindow[] {
  const windows: OutWindow[] = [];
  const bounds = detectionDeadlines(history, probes, spans, health, timing, forgotten);
  let nextBound = 0;
  let nextForgotten = 0;
  let forgetsUntil = -Infinity;
  let out: Omit<OutWindow, 'to'> | null = null;
  let failed: number[] = [];
  let knownBy = -Infinity;
  let good = 0;
  const forget = (until: Micros) => {
    for (let at = forgotten[nextForgotten]; at !== undefined && at.from <= until; at = forgotten[++nextForgotten]) {
      passBounds(at.from);
      if (out !== null) close(windows, out, at.from);
      out = null;
      failed = [];
      knownBy = -Infinity;
      good = 0;
      forgetsUntil = at.to;
    }
  };
  const passBounds = (until: Micros) => {
    for (let bound = bounds[nextBound]; bound !== undefined && bound.from <= until; bound = bounds[++nextBound]) {
      out ??= bound;
      good = 0;
    }
  };
  for (let probe = 0; probe < probes.count; probe++) {
    const row = probes.arrivalRow[probe] as number;
    forget(history.time[row] as number);
    if ((history.time[row] as number) <= forgetsUntil) continue;
    passBounds(history.time[row] as number);
    if (probes.result[probe] === 'bad') {
      failed.push(row);
      good = 0;
      knownBy = Math.max(knownBy, (probes.settled[probe] as number) + timing.tolerance);
      if (failed.length < health.unhealthyThreshold) continue;
      out ??= { from: knownBy, because: `${failed.length} of its probes in a row had failed`, rows: failed.slice(-3) };
    } else {
      failed = [];
      knownBy = -Infinity;
      good++;
      if (out === null || good < health.healthyThreshold) continue;
      close(windows, out, earliestReturn(history, probes, probe) - timing.error);
      out = null;
    }
  }
  forget(Infinity);
  passBounds(Infinity);
  if (out !== null) close(windows, out, Infinity);
  return windows;
}

/** When the balancer can have counted this probe as good at the earliest. */
function earliestReturn(history: History, probes: Probes, probe: number): Micros {
  const answer = probes.answerRow[probe] as number;
  const arrived = history.time[probes.arrivalRow[probe] as number] as number;
  return answer === NONE || probes.result[probe] === 'unsure' ? arrived : (history.time[answer] as number);
}

function close(windows: OutWindow[], out: Omit<OutWindow, 'to'>, to: Micros): void {
  if (out.from < to) windows.push({ ...out, to });
}

/** When it must be known, whatever was seen of probes, that a dead backend is dead. */
function detectionDeadlines(
  history: History,
  probes: Probes,
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  timing: Timing,
  forgotten: readonly Interval[],
): Omit<OutWindow, 'to'>[] {
  const bound = detectionBound(health, timing);
  return without(downIntervals(spans, health, timing), forgotten)
    .filter(({ from, to }) => from + bound < to && !answeredWell(history, probes, from + timing.tolerance, to))
    .map(({ from }) => {
      const fault = spans.findLast((span) => span.onLatest <= from);
      const because = `it had been down (${fault?.kind ?? 'fault'}) for longer than detecting that may take`;
      return { from: from + bound, because, rows: fault === undefined ? [] : [fault.onRow] };
    });
}

/** A probe that may have been answered well contradicts that all fail: then the probes alone decide. */
export function answeredWell(history: History, probes: Probes, from: Micros, to: Micros): boolean {
  return probes.arrivalRow.some((row, probe) => {
    if (probes.result[probe] === 'bad' || probes.answerRow[probe] === NONE) return false;
    const arrived = history.time[row] as number;
    return arrived > from && arrived < to;
  });
}
