/** What is one client's stays with it: answers, and what backends are told of who asks. */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { forwardedClient } from './joins/forwarded-client.ts';
import { trustsProxies } from './joins/setup.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const noCrossTalk: Check = {
  name: 'no-cross-talk',
  kind: 'invariant',
  byChance: true,
  about:
    'No client gets what is meant for another one, and no request comes to a backend in the name of another client.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, requests, scenario } = view;
    const findings = new Findings('messages');
    const foreign = history.texts.indexOf('foreign body');
    for (let request = 0; request < requests.count; request++) {
      const done = requests.doneRow[request] as number;
      if (done === NONE || history.peer[done] === NONE) continue;
      findings.observe();
      if (history.text[done] !== foreign || foreign === NONE) continue;
      const who = history.actors[history.actor[done] as number];
      findings.violate(
        `${who} got the answer to another request than ${history.req[done]} at ${clockTime(history, done)}.`,
        [requests.sendRow[request] as number, done],
      );
    }
    if (trustsProxies(scenario.balancer))
      return findings.finding('none got what was not its own', 'no request was answered');
    const clientOf = forwardedClient(history);
    for (const row of view.arrivalRows) {
      const request = requests.ofRow[row] as number;
      const named = clientOf(row);
      if (request === NONE || named === NONE) continue;
      const send = requests.sendRow[request] as number;
      findings.observe();
      if (named === history.actor[send]) continue;
      findings.violate(
        `Request ${history.req[row]} of ${history.actors[history.actor[send] as number]} came to ${history.actors[history.actor[row] as number]} ` +
          `(${clockTime(history, row)}) in the name of ${history.actors[named]}.`,
        [send, row],
      );
    }
    return findings.finding('none got what was not its own', 'no request was answered');
  },
};
