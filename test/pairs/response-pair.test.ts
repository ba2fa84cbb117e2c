/** A short slice of the law of the pair; `npm run fuzz:pairs` goes on as long as one likes. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ResponsePair, responsePair } from './response-pair.ts';
import { ANSWER_STREAMS } from './streams.ts';

let pair: ResponsePair;
beforeAll(async () => {
  pair = await responsePair();
});
afterAll(() => pair.close());

test.each(Object.entries(ANSWER_STREAMS))('Node in front of the balancer is never deceived: %s', async (_, streams) => {
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(streams, async (clients) => {
      whole += await pair.play(clients);
    }),
    { numRuns: 40 },
  );
  // No evidence would be no proof.
  expect(whole).toBeGreaterThan(50);
});
