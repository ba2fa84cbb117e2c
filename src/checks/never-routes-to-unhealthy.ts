/**
 * The first law of a balancer with health checks, and the one that candidates fail most dearly: a backend that is
 * known to be out gets no request. It rests on what backends saw of probes and requests; where a dead backend sees
 * nothing, on the errors that clients got; and a balancer that traces itself must keep the law in its own story too.
 */
import { NONE } from '../sim/history/history.ts';
import type { BackendSpec } from '../sim/scenario/backend-spec.ts';
import { effectOf, probabilityOf } from '../sim/scenario/fault-facts.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { type FaultSpan, plannedFaults } from './joins/faults.ts';
import { type Interval, IntervalCursor, merged } from './joins/intervals.ts';
import { detectionBound, failsEveryProbe, isGoodStatus, NO_MARGINS } from './joins/outages.ts';
import { followTrace } from './joins/trace.ts';
import { unexplainedErrors } from './joins/unexplained-errors.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const neverRoutesToUnhealthy: Check = {
  name: 'never-routes-to-unhealthy',
  kind: 'invariant',
  about: 'A backend that failed its health checks receives no request until it has passed them again.',
  applies: (scenario) => plannedFaults(scenario).some((spans) => spans.some((span) => canTakeOut(span, scenario))),
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('requests');
    const told = judgeStory(view, findings);
    findings.observe(Math.max(told, sentWhileOut(view)));
    judgeArrivals(view, findings);
    judgeErrors(view, findings);
    return findings.finding(
      'none went to a backend that was out',
      'no request was sent while a backend was surely out',
    );
  },
};

/** What backends received: sent after one had to be out, there before it could be back. */
function judgeArrivals(view: View, findings: Findings): void {
  const { history, requests, backendOf } = view;
  const { backends } = view.scenario;
  const cursors = view.outWindows.map((windows) => new IntervalCursor(windows));
  for (const row of view.arrivalRows) {
    const backend = backendOf[history.actor[row] as number] as number;
    const window = cursors[backend]?.at(history.time[row] as number) ?? null;
    const request = requests.ofRow[row] as number;
    if (window === null || request === NONE) continue;
    const send = requests.sendRow[request] as number;
    if ((history.time[send] as number) <= window.from) continue;
    const name = (backends[backend] as BackendSpec).name;
    findings.violate(
      `${name} received request ${history.req[row]} at ${clockTime(history, row)} though ${window.because}, ` +
        'and not enough good probes had followed.',
      [...window.rows, send, row],
    );
  }
}

/** What clients suffered while a dead backend could see nothing. */
function judgeErrors(view: View, findings: Findings): void {
  const { history, requests } = view;
  for (const { backend, request } of unexplainedErrors(view)) {
    const send = requests.sendRow[request] as number;
    const done = requests.doneRow[request] as number;
    const got = history.a[done] === 0 ? 'a reset connection' : `status ${history.a[done]}`;
    findings.violate(
      `Request ${history.req[done]} got ${got} at ${clockTime(history, done)} while ${view.scenario.backends[backend]?.name} ` +
        'was down for longer than detecting that may take and every other backend was well: it was routed to the dead one.',
      [...faultBefore(view, backend, send), send, done],
    );
  }
}

/** The row of the fault that a row at `row` suffered from: the latest one before it. */
function faultBefore(view: View, backend: number, row: number): number[] {
  const fault = (view.faults[backend] ?? []).findLast(({ onRow }) => onRow < row);
  return fault === undefined ? [] : [fault.onRow];
}

/** What the subject says of itself. Returns how many choices it made while something was out. */
function judgeStory(view: View, findings: Findings): number {
  const { history, backendOf } = view;
  const { backends } = view.scenario;
  const changedAt = new Int32Array(backends.length).fill(NONE);
  let outCount = 0;
  let choices = 0;
  followTrace(history, backendOf, backends.length, {
    onChange(row, backend, healthy) {
      outCount += healthy[backend] === true ? -1 : 1;
      changedAt[backend] = row;
    },
    onSelect(row, backend, healthy) {
      if (outCount > 0) choices++;
      if (healthy[backend] === true) return;
      const since = changedAt[backend] as number;
      findings.violate(
        `The balancer chose ${backends[backend]?.name} at ${clockTime(history, row)} though by its own account it had ` +
          `been out since ${clockTime(history, since)}.`,
        [since, row],
      );
    },
  });
  return choices;
}

/** Requests that could have gone wrong. */
function sentWhileOut(view: View): number {
  const { history, requests } = view;
  const out: Interval[] = merged(view.outWindows.flat());
  const cursor = new IntervalCursor(out);
  let count = 0;
  for (const row of requests.sendRow) if (cursor.at(history.time[row] as number) !== null) count++;
  return count;
}

/**
 * Whether a planned fault can make a backend known to be out while there is load. A dead process shows nothing before
 * the detection bound; a living one fails probe by probe, and by chance if the fault is a matter of chance.
 */
function canTakeOut(span: FaultSpan, scenario: Scenario): boolean {
  const { healthCheck } = scenario.balancer;
  const duration = Math.min(span.offEarliest, loadEnd(scenario)) - span.onLatest;
  if (span.kind === 'crash' || span.kind === 'freeze') return duration > detectionBound(healthCheck, NO_MARGINS);
  const probes = duration / healthCheck.interval;
  if (failsEveryProbe(span, healthCheck, NO_MARGINS)) return probes > healthCheck.unhealthyThreshold;
  if (span.fault === null) return false;
  const { probes: effect, status } = effectOf(span.fault, healthCheck.path);
  if (effect === 'ok' || status === undefined || isGoodStatus(status, healthCheck)) return false;
  return probes * probabilityOf(span.fault) ** healthCheck.unhealthyThreshold >= 1;
}
