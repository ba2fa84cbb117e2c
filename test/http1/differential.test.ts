/** A short slice of the comparison with Node's parser; test/fuzz/codec-differential.ts runs as long as one likes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRequests, compareResponses } from './differential.ts';
import { DIFFERENTIAL_STREAMS } from './differential-streams.ts';
import { bytesOf } from './pieces.ts';
import { RAW_REQUESTS } from './raw-requests.ts';
import { RAW_RESPONSES } from './raw-responses.ts';

test('Node understands what is accepted of the raw requests', async () => {
  for (const { name, bytes } of RAW_REQUESTS) {
    expect({ name, ...(await compareRequests(bytesOf(bytes))) }).toMatchObject({ name, difference: null });
  }
});

test('Node understands what is accepted of the raw responses', async () => {
  for (const { name, bytes, methods = [] } of RAW_RESPONSES) {
    expect({ name, ...(await compareResponses(bytesOf(bytes), methods)) }).toMatchObject({ name, difference: null });
  }
});

describe('Node understands what is accepted of streams by chance', () => {
  test.each(DIFFERENTIAL_STREAMS)('$name', async ({ streams, compare }) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(streams, async ({ bytes, methods }) => {
        const verdict = await compare(bytesOf(bytes), methods);
        expect(verdict.difference).toBeNull();
        compared += verdict.compared;
      }),
      { numRuns: 700 },
    );
    // No evidence would be no proof.
    expect(compared).toBeGreaterThan(100);
  });
});
