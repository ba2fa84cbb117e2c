/**
 * An answer belongs to its request: the right body, whole, from a backend that really received the request, with the
 * status that backend gave. An answer cut off in sight of the client is honest and breaks nothing here.
 */
import { OUTCOMES } from '../sim/history/event.ts';
import { NONE } from '../sim/history/history.ts';
import { rowsUnder } from '../sim/scenario/fault-facts.ts';
import { type Check, Findings } from './check.ts';
import { touches } from './joins/intervals.ts';
import { rowOfActor } from './joins/requests.ts';
import { type View, viewOf } from './joins/view.ts';

/** Problems that no fault of a backend excuses. */
const NEVER_RIGHT: ReadonlyMap<string, string> = new Map([
  ['foreign body', 'got the answer to another request'],
  ['corrupt body', 'got a body that its backend never sent'],
  ['malformed', 'got an answer that is not valid HTTP'],
  ['overlong', 'got bytes behind the end of its answer'],
]);

const OK = OUTCOMES.indexOf('ok');

export const answerIntegrity: Check = {
  name: 'answer-integrity',
  kind: 'invariant',
  about: 'Every answer is whole, belongs to its request, and comes unchanged from the backend that it names.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, requests } = view;
    const findings = new Findings('answers');
    const crashes = crashTimes(view);
    for (let request = 0; request < requests.count; request++) {
      const done = requests.doneRow[request] as number;
      if (done === NONE) continue;
      const stamped = history.peer[done] !== NONE;
      const ok = history.b[done] === OK;
      const problem = history.texts[history.text[done] as number] ?? '';
      const wrong = problem === 'truncated' && ok ? 'took a truncated body for whole' : NEVER_RIGHT.get(problem);
      if (!stamped && !ok && wrong === undefined) continue;
      findings.observe();
      const send = requests.sendRow[request] as number;
      const broken = wrong ?? contradiction(view, request, crashes);
      if (broken === null) continue;
      const seen = [requests.firstArrival[request] as number, requests.firstAnswer[request] as number];
      const rows = [send, ...seen.filter((row) => row !== NONE), done].sort((x, y) => x - y);
      findings.violate(`Request ${history.req[done]} ${broken}.`, rows);
    }
    return findings.finding('every answer was whole and the right one', 'no request was answered');
  },
};

/** What the backends say against the answer that the client got; null when they agree. */
function contradiction(view: View, request: number, crashes: CrashTimes): string | null {
  const { history, requests } = view;
  const done = requests.doneRow[request] as number;
  const backend = history.peer[done] as number;
  const first = requests.firstArrival[request] as number;
  const send = requests.sendRow[request] as number;
  if (backend === NONE) {
    return first !== NONE || crashes.touch(backend, send, done) ? null : 'was answered though no backend received it';
  }
  const name = history.actors[backend];
  if (rowOfActor(history, requests, first, backend) === NONE) {
    return crashes.touch(backend, send, done) ? null : `was answered in the name of ${name}, which never received it`;
  }
  const status = history.a[done] as number;
  let answer = rowOfActor(history, requests, requests.firstAnswer[request] as number, backend);
  if (answer === NONE || status === 0) return null;
  const given = history.a[answer] as number;
  while (answer !== NONE && history.a[answer] !== status) {
    answer = rowOfActor(history, requests, requests.next[answer] as number, backend);
  }
  return answer === NONE ? `got status ${status} where ${name} had answered ${given}` : null;
}

interface CrashTimes {
  /** Whether the backend (NONE: any) may have crashed, and lost its last rows, between two rows. */
  touch(backend: number, fromRow: number, toRow: number): boolean;
}

function crashTimes({ history, faults, backendOf, timing }: View): CrashTimes {
  const byBackend = faults.map((spans) =>
    spans
      .filter(({ kind }) => rowsUnder(kind) === 'dies')
      .map(({ kind, onEarliest, onLatest, offLatest }) => {
        // Once, or at any time until it is over.
        const last = kind === 'crash' ? onLatest : offLatest;
        return { from: onEarliest - timing.tolerance, to: last + timing.tolerance };
      }),
  );
  const any = byBackend.flat();
  return {
    touch(backend, fromRow, toRow) {
      const crashes = backend === NONE ? any : (byBackend[backendOf[backend] as number] ?? []);
      return touches(crashes, history.time[fromRow] as number, history.time[toRow] as number);
    },
  };
}
