/**
 * Health probes as each backend lived them, and what the balancer must have made of each. What cannot be told (an
 * answer close to the timeout, rows around a freeze or a crash) is `unsure`, and must never lead to an accusation.
 */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import { isExact, rowsUnder } from '../../sim/scenario/fault-facts.ts';
import type { FaultSpan } from './faults.ts';
import { isGoodStatus } from './outages.ts';
import { rowsOfAll } from './rows.ts';
import type { Timing } from './timing.ts';

/** Stands for the status of an answer that one balancer may take for good and another one not: cut, dripped, malformed. */
export const ODD_ANSWER = 0;

type ProbeResult = 'good' | 'bad' | 'unsure';

/** The probes of one backend, in the order they arrived. */
export interface Probes {
  readonly count: number;
  readonly arrivalRow: readonly number[];
  /** NONE: never answered. */
  readonly answerRow: readonly number[];
  readonly result: readonly ProbeResult[];
  /** When the result stood fast: the answer, or the timeout if that was earlier. */
  readonly settled: readonly Micros[];
}

interface Log {
  readonly arrivalRow: number[];
  readonly answerRow: number[];
  /** The latest probe with this number; a restarted process may count from the start again. */
  readonly byNumber: Map<number, number>;
}

/** By backend. `backendOf` maps actors to backends. */
export function joinProbes(
  history: History,
  backendOf: Int32Array,
  faults: readonly (readonly FaultSpan[])[],
  health: HealthCheckSpec,
  timing: Timing,
): Probes[] {
  const logs: Log[] = faults.map(() => ({ arrivalRow: [], answerRow: [], byNumber: new Map() }));
  for (const row of rowsOfAll(history, ['backend.probe', 'backend.probe-answer'])) {
    const log = logs[backendOf[history.actor[row] as number] as number];
    if (log === undefined) continue;
    const number = history.a[row] as number;
    if (history.kind[row] === EVENT_CODE['backend.probe']) {
      log.byNumber.set(number, log.arrivalRow.push(row) - 1);
      log.answerRow.push(NONE);
    } else {
      const probe = log.byNumber.get(number);
      if (probe !== undefined && log.answerRow[probe] === NONE) log.answerRow[probe] = row;
    }
  }
  return logs.map((log, backend) => judged(history, log, faults[backend] ?? [], health, timing));
}

function judged(
  history: History,
  { arrivalRow, answerRow }: Log,
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  timing: Timing,
): Probes {
  const count = arrivalRow.length;
  const result: ProbeResult[] = [];
  const settled: Micros[] = [];
  const time = (row: number) => history.time[row] as number;
  const end = count === 0 ? 0 : time(history.length - 1);
  for (let probe = 0; probe < count; probe++) {
    const arrived = time(arrivalRow[probe] as number);
    const row = answerRow[probe] as number;
    const deadline = arrived + health.timeout;
    const answered = row === NONE ? Infinity : time(row);
    const status = row === NONE ? NONE : (history.b[row] as number);
    const good = row !== NONE && isGoodStatus(status, health);
    const badAnswer = row !== NONE && !good;
    const nearDeadline = Math.abs(answered - deadline) <= timing.tolerance;
    const cutShort = row === NONE && end <= deadline + timing.tolerance;
    const odd = isUnderOddFault(arrived, spans, health, timing);
    const unreliable = odd || (!good && isUnreliable(arrived, row === NONE, spans, health, timing));
    settled.push(Math.min(answered, deadline));
    if (unreliable || cutShort || status === ODD_ANSWER || (good && nearDeadline)) result.push('unsure');
    else result.push(badAnswer || answered > deadline ? 'bad' : 'good');
  }
  blurOverlaps(history, arrivalRow, settled, result, 2 * timing.error);
  return { count, arrivalRow, answerRow, result, settled };
}

/**
 * A frozen process sees its backlog when it thaws: rows written then say neither when a probe came nor in which order.
 * And a crash may take the last rows of the process with it, so that an answered probe looks unanswered.
 */
function isUnreliable(
  arrived: Micros,
  unanswered: boolean,
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  timing: Timing,
): boolean {
  const margin = health.timeout + timing.tolerance;
  for (const span of spans) {
    const rows = rowsUnder(span.kind);
    if (rows === 'late' && arrived >= span.onEarliest && arrived <= span.offLatest + margin) return true;
    if (rows !== 'dies' || !unanswered) continue;
    // A crash comes once; who dies at any time may do so until the end.
    if (arrived <= (span.kind === 'crash' ? span.onLatest : span.offLatest) && arrived + margin >= span.onEarliest)
      return true;
  }
  return false;
}

/** What the backend did may not be what the balancer got. */
function isUnderOddFault(
  arrived: Micros,
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  timing: Timing,
): boolean {
  const margin = health.timeout + timing.tolerance;
  return spans.some(({ kind, onEarliest, offLatest }) => {
    return !isExact(kind) && arrived <= offLatest + margin && arrived + margin >= onEarliest;
  });
}

/**
 * Where a failed probe was under way together with one that did not fail, the order in which the balancer learnt the
 * two is open: the failed one becomes `unsure`. The same within `margin`: a stalled backend reads its backlog in any order.
 */
function blurOverlaps(
  history: History,
  arrivalRow: readonly number[],
  settled: readonly Micros[],
  result: ProbeResult[],
  margin: Micros,
): void {
  const original = result.slice();
  let settledLast = -Infinity;
  for (let probe = 0; probe < original.length; probe++) {
    const arrived = history.time[arrivalRow[probe] as number] as number;
    const end = settled[probe] as number;
    if (original[probe] !== 'bad') {
      settledLast = Math.max(settledLast, end);
      continue;
    }
    if (settledLast + margin > arrived) result[probe] = 'unsure';
    for (let later = probe + 1; later < original.length; later++) {
      if ((history.time[arrivalRow[later] as number] as number) >= end + margin) break;
      if (original[later] !== 'bad') result[probe] = 'unsure';
    }
  }
}
