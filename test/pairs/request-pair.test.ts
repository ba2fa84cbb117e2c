/** A short slice of the law of the pair; `npm run fuzz:pairs` goes on as long as one likes. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RequestPair, requestPair } from './request-pair.ts';
import { CLIENT_STREAMS } from './streams.ts';

let pair: RequestPair;
beforeAll(async () => {
  pair = await requestPair();
});
afterAll(() => pair.close());

test.each(Object.entries(CLIENT_STREAMS))(
  'Node behind the balancer reads what was forwarded: %s',
  async (_, streams) => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(streams, async (clients) => {
        read += await pair.play(clients);
      }),
      { numRuns: 40 },
    );
    // No evidence would be no proof.
    expect(read).toBeGreaterThan(100);
  },
);
