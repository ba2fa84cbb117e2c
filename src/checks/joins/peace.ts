/**
 * Exchanges that nothing the lab did can have broken: what went wrong with one of them is the balancer's doing.
 */
import { type History, NONE } from '../../sim/history/history.ts';
import { type Interval, IntervalCursor, merged, OverlapCursor } from './intervals.ts';
import { hasLimits, isPlainBackend, isPlainStream } from './setup.ts';
import { constantStretches } from './standing.ts';
import type { View } from './view.ts';

/** Endings that are the client's own wish. */
const OWN: ReadonlySet<string> = new Set(['timeout', 'aborted']);

/** What a client got, in words, where the balancer dropped its request; null where it did not, or had a reason. */
export function droppedBy({ peer, a, text, texts }: History, done: number): string | null {
  const problem = texts[text[done] as number] ?? '';
  if (OWN.has(problem)) return null;
  if (a[done] === 0) return `no answer (${problem || 'none came'})`;
  if (problem === 'truncated' || problem === 'reset') return 'a truncated answer';
  return peer[done] === NONE && (a[done] === 502 || a[done] === 503) ? `status ${a[done]}` : null;
}

/**
 * Visits each request of a well-behaved client that was sent and done while nothing was wrong with any backend, any
 * network or the balancer's process, and some backend was surely in. `dropped` says what came instead of an answer.
 */
export function forEachInPeace(view: View, visit: (request: number, dropped: string | null) => void): void {
  const { history, requests, scenario } = view;
  if (!scenario.backends.every(isPlainBackend) || hasLimits(scenario)) return;
  const perils = new OverlapCursor(view.perils);
  const served = new IntervalCursor(someoneIn(view));
  for (let request = 0; request < requests.count; request++) {
    const send = requests.sendRow[request] as number;
    const done = requests.doneRow[request] as number;
    if (done === NONE || !isPlainStream(scenario.load[history.b[send] as number])) continue;
    const from = history.time[send] as number;
    const to = history.time[done] as number;
    const there = served.at(from);
    if (there === null || to >= there.to || perils.touches(from, to)) continue;
    visit(request, droppedBy(history, done));
  }
}

/** When at least one backend must be eligible. Merged. */
function someoneIn({ standings }: View): Interval[] {
  return merged(
    standings.flatMap((standing) => constantStretches([standing]).filter(({ eligible }) => eligible[0] === true)),
  );
}
