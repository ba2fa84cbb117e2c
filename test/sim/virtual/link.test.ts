/** The lines of the virtual network: how long, in which pieces, and never out of order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { DEFAULT_LINK, drawCuts, drawDelay, type LinkSpec } from '../../../src/sim/virtual/link.ts';
import { connected, Lab } from './lab.ts';

const ALWAYS: LinkSpec = { ...DEFAULT_LINK, fragmentation: 1, fragmentsMax: 4 };

describe('delays', () => {
  test('every whole µs from the latency to latency and jitter, and no other', () => {
    const random = seededRandom(1);
    const seen = new Set<number>();
    for (let i = 0; i < 5_000; i++) seen.add(drawDelay({ ...DEFAULT_LINK, latency: 10, jitter: 7 }, random));
    expect([...seen].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
  });

  test('without jitter nothing is drawn', () => {
    const random = seededRandom(1);
    expect(drawDelay({ ...DEFAULT_LINK, latency: 10, jitter: 0 }, random)).toBe(10);
    expect(random.uint32()).toBe(seededRandom(1).uint32());
  });
});

describe('cuts', () => {
  test('ascending, inside the write, one piece fewer than allowed at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 9 }), fc.nat(), (size, most, seed) => {
        const cuts = drawCuts({ ...ALWAYS, fragmentsMax: most }, size, seededRandom(seed));
        expect(cuts.length).toBeLessThan(most);
        expect([...new Set(cuts)].sort((a, b) => a - b)).toEqual(cuts);
        for (const cut of cuts) expect(cut > 0 && cut < size).toBe(true);
        if (size >= 2 && most >= 2) expect(cuts.length).toBeGreaterThan(0);
      }),
    );
  });

  test('every position is cut sooner or later', () => {
    const random = seededRandom(1);
    const seen = new Set<number>();
    for (let i = 0; i < 4_000; i++) for (const cut of drawCuts(ALWAYS, 100, random)) seen.add(cut);
    expect(seen.size).toBe(99);
  });

  test('as often as the probability says', () => {
    const random = seededRandom(1);
    const draws = 20_000;
    let cut = 0;
    for (let i = 0; i < draws; i++) {
      if (drawCuts({ ...ALWAYS, fragmentation: 0.25 }, 100, random).length > 0) cut++;
    }
    // Four sigmas of a binomial.
    expect(Math.abs(cut - draws / 4)).toBeLessThan(4 * Math.sqrt(draws * 0.25 * 0.75));
  });
});

describe('on a connection', () => {
  test('no piece overtakes another, however the jitter falls', async () => {
    const writes = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(writes, fc.nat(), async (sizes, seed) => {
        const lab = new Lab({ latency: 1, jitter: 5_000, fragmentation: 0.7, fragmentsMax: 5 }, { seed });
        const { client, server } = await connected(lab);
        const sent = sizes.map((size, i) => Buffer.alloc(size, i));
        for (const bytes of sent) client.write(bytes);
        client.end();
        lab.run();
        expect(server.bytes.equals(Buffer.concat(sent))).toBe(true);
        expect(server.told.at(-1)).toBe('end');
      }),
      { numRuns: 100 },
    );
  });

  test('bytes arrive within the bounds of the line', async () => {
    const lab = new Lab({ latency: 100, jitter: 50, fragmentation: 1, fragmentsMax: 4 });
    const { client, server } = await connected(lab);
    for (let i = 0; i < 200; i++) {
      const sent = lab.scheduler.now;
      const before = server.size;
      client.write('0123456789');
      lab.run();
      expect(server.size).toBe(before + 10);
      expect(lab.scheduler.now - sent).toBeGreaterThanOrEqual(100);
      expect(lab.scheduler.now - sent).toBeLessThanOrEqual(150);
    }
  });
});
