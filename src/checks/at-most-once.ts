/**
 * A request that is not idempotent may have been acted on as soon as a backend has seen its head: it is never sent again,
 * whatever became of it (RFC 9110, 9.2.2).
 */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { isIdempotent, shapeReader } from './joins/shapes.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const atMostOnce: Check = {
  name: 'at-most-once',
  kind: 'invariant',
  byChance: true,
  about: 'A request that is not idempotent reaches backends at most once.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, requests } = view;
    const findings = new Findings('requests');
    const shapeOf = shapeReader(history);
    for (let request = 0; request < requests.count; request++) {
      const arrivals = requests.arrivals[request] as number;
      if (arrivals === 0) continue;
      const send = requests.sendRow[request] as number;
      const shape = shapeOf(send);
      if (isIdempotent(shape) || shape.isBad) continue;
      findings.observe();
      if (arrivals === 1) continue;
      const first = requests.firstArrival[request] as number;
      const second = requests.next[first] as number;
      const names = [first, second].map(
        (row) => `${history.actors[history.actor[row] as number]} at ${clockTime(history, row)}`,
      );
      findings.violate(`Request ${history.req[send]} (${shape.method}) came to ${names.join(' and to ')}.`, [
        send,
        ...[first, second].filter((row) => row !== NONE),
      ]);
    }
    return findings.finding('none was sent twice', 'no request but idempotent ones reached a backend');
  },
};
