/**
 * The comparison of the codec with Node's parser for as long as one likes:
 *
 *     npm run fuzz:codec -- [--inputs 1000000] [--seed N] [--only NAME]
 *
 * A difference is shrunk and printed with the command that replays it; the exit code is 1 then.
 */
import { DIFFERENTIAL_STREAMS } from '../http1/differential-streams.ts';
import { bytesOf } from '../http1/pieces.ts';
import { check, fuzz, type Target } from './support/fuzz.ts';

const RUNS = 1000;

const targets = DIFFERENTIAL_STREAMS.map(
  ({ name, streams, compare }): Target => ({
    name,
    play: (seed) =>
      check(streams, { seed, numRuns: RUNS }, async ({ bytes, methods }) => {
        const { difference, compared } = await compare(bytesOf(bytes), methods);
        if (difference !== null) throw new Error(difference);
        return { inputs: 1, compared };
      }),
  }),
);

await fuzz('npm run fuzz:codec --', targets);
