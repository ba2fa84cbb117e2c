/**
 * The pair of balancer and Node for as long as one likes: raw clients in front of a backend of `node:http`, and Node's
 * client in front of raw backends, all through the whole balancer on real sockets.
 *
 *     npm run fuzz:pairs -- [--inputs 100000] [--seed N] [--only NAME]
 *
 * An input is one client's stream, or one backend's answer; many are under way at once. Where Node and the balancer
 * disagree the inputs are shrunk and printed with the command that replays them; the exit code is 1 then.
 */
import { requestPair } from '../pairs/request-pair.ts';
import { responsePair } from '../pairs/response-pair.ts';
import { ANSWER_STREAMS, CLIENT_STREAMS } from '../pairs/streams.ts';
import { check, fuzz, type Target } from './support/fuzz.ts';

/** Each with several streams. */
const RUNS = 50;

const requests = await requestPair();
const responses = await responsePair();

const clients = Object.entries(CLIENT_STREAMS).map(
  ([name, streams]): Target => ({
    name,
    play: (seed) =>
      check(streams, { seed, numRuns: RUNS }, async (all) => ({
        inputs: all.length,
        compared: await requests.play(all),
      })),
  }),
);
const backends = Object.entries(ANSWER_STREAMS).map(
  ([name, streams]): Target => ({
    name,
    play: (seed) =>
      check(streams, { seed, numRuns: RUNS }, async (all) => ({
        inputs: all.flat().length,
        compared: await responses.play(all),
      })),
  }),
);

await fuzz('npm run fuzz:pairs --', [...clients, ...backends]);
await requests.close();
await responses.close();
