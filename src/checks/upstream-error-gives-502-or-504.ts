/**
 * A backend that had a request and gave no answer is a bad or a late gateway's business: 502 or 504, said by the balancer.
 * Nothing else may be made up; and 503 only where no other backend was surely there to be tried.
 */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { complement, merged, OverlapCursor } from './joins/intervals.ts';
import { hasLimits, isPlainStream } from './joins/setup.ts';
import { shapeReader } from './joins/shapes.ts';
import { constantStretches } from './joins/standing.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const upstreamErrorGives502Or504: Check = {
  name: 'upstream-error-gives-502-or-504',
  kind: 'invariant',
  byChance: true,
  about: 'A request that a backend received and did not answer gets 502 or 504 from the balancer.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, requests, scenario } = view;
    const findings = new Findings('requests');
    const shapeOf = shapeReader(history);
    let unanswered = 0;
    const away = new OverlapCursor(view.absences);
    const allows503 = hasLimits(scenario) ? null : new OverlapCursor(nobodySurelyIn(view));
    for (let request = 0; request < requests.count; request++) {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      const arrival = requests.firstArrival[request] as number;
      if (arrival === NONE) continue;
      findings.observe();
      if (done === NONE || requests.firstAnswer[request] !== NONE) continue;
      const status = history.a[done] as number;
      if (status === 0 || history.peer[done] !== NONE) continue;
      const sent = history.time[send] as number;
      const over = history.time[done] as number;
      if (!isPlainStream(scenario.load[history.b[send] as number]) || shapeOf(send).isBad || away.touches(sent, over))
        continue;
      unanswered++;
      if (status === 502 || status === 504) continue;
      if (status === 503 && (allows503 === null || allows503.touches(sent, over))) continue;
      findings.violate(
        `Request ${history.req[done]} came to ${history.actors[history.actor[arrival] as number]} (${clockTime(history, arrival)}), which gave no ` +
          `answer, and its client got status ${status} at ${clockTime(history, done)}; it must be 502 or 504.`,
        [send, arrival, done].sort((x, y) => x - y),
      );
    }
    return findings.finding(
      unanswered === 0 ? 'backends answered all of them' : `all ${unanswered} without an answer of a backend got it`,
      'no request reached a backend',
    );
  },
};

/** When it is not certain of any backend that it is eligible. */
function nobodySurelyIn({ standings }: View) {
  const someone = standings.flatMap((standing) => {
    return constantStretches([standing]).filter(({ eligible }) => eligible[0] === true);
  });
  return complement(merged(someone));
}
