/** A session whose backend is gone is no reason to refuse anything: another backend answers. */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { plannedFaults } from './joins/faults.ts';
import { type Interval, IntervalCursor, merged } from './joins/intervals.ts';
import { cameTo } from './joins/requests.ts';
import { isPlainBackend, isPlainStream } from './joins/setup.ts';
import { othersIn } from './joins/standing.ts';
import { clockTime, viewOf } from './joins/view.ts';
import { hasSessions, visitsOf } from './joins/visits.ts';
import { ordersDrains } from './never-routes-to-draining.ts';
import { putsSessionsToTheTest } from './session-stickiness.ts';

export const sessionFallback: Check = {
  name: 'session-fallback',
  kind: 'invariant',
  byChance: true,
  about: 'A session whose backend is out is served by another one.',
  applies: (scenario) =>
    putsSessionsToTheTest(scenario) &&
    (ordersDrains(scenario) || plannedFaults(scenario).some(({ length }) => length > 0)),
  run(input) {
    const view = viewOf(input);
    const { history, requests, scenario, standings } = view;
    const findings = new Findings('requests');
    if (!hasSessions(view) || !scenario.backends.every(isPlainBackend) || view.clientFaults.length > 0) {
      return findings.finding('', 'limits, passive checks or networks may refuse requests unseen');
    }
    /** By backend: when it must be out, and all others in. */
    const fallbacks = standings.map(({ out }, backend) => {
      const others = othersIn(standings, backend);
      return new IntervalCursor<Interval>(merged(out.flatMap((span) => common(span, others))));
    });
    for (const { request, backend } of visitsOf(view)) {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      const fallback = fallbacks[backend]?.at(history.time[send] as number) ?? null;
      if (fallback === null || done === NONE || (history.time[done] as number) >= fallback.to) continue;
      const problem = history.texts[history.text[done] as number] ?? '';
      const isOwn = problem === 'timeout' || problem === 'aborted';
      // Another backend may be too slow for its own reasons; not so the one that it should never have asked.
      if (history.a[done] === 504 && !cameTo(view, request, backend)) continue;
      if (isOwn || !isPlainStream(scenario.load[history.b[send] as number])) continue;
      findings.observe();
      if (history.peer[done] !== NONE) continue;
      const got = history.a[done] === 0 ? `no answer (${problem || 'none came'})` : `status ${history.a[done]}`;
      findings.violate(
        `Request ${history.req[done]} got ${got} at ${clockTime(history, done)}: its session's backend ${scenario.backends[backend]?.name} was ` +
          'out, and every other one was well.',
        [send, done],
      );
    }
    return findings.finding('others took over', 'no session had a backend that was surely out');
  },
};

function common(span: Interval, others: readonly Interval[]): Interval[] {
  return others
    .map(({ from, to }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter(({ from, to }) => from < to);
}
