/** Bodies that depend on the id alone, and in which nothing can be swapped, cut or doubled unseen. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOf, idOf, requestBody } from '../../../src/sim/actors/payload.ts';

const IDS = fc.integer({ min: 0, max: 999_999_999 });

test('the same id, the same body; another id, another body', () => {
  fc.assert(
    fc.property(IDS, IDS, (one, other) => {
      expect(bodyOf(one)).toBe(bodyOf(one));
      if (one !== other) expect(bodyOf(one)).not.toBe(bodyOf(other));
    }),
  );
});

test('plain ASCII, 64 to about 1,024 bytes', () => {
  const sizes = Array.from({ length: 20_000 }, (_, id) => {
    const body = bodyOf(id);
    expect(body).toMatch(/^\d+\n[a-z0-9]+$/);
    return body.length;
  });
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(64);
  expect(Math.max(...sizes)).toBeLessThan(1_040);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeGreaterThan(900);
});

test('no part of it stands in it twice, so that a shift shows', () => {
  fc.assert(
    fc.property(IDS, (id) => {
      const body = bodyOf(id);
      const seen = new Set<string>();
      for (let at = 0; at + 12 <= body.length; at++) seen.add(body.slice(at, at + 12));
      expect(seen.size).toBe(body.length - 11);
    }),
  );
});

test('a request’s body is one text, wherever it is cut, and another for another id', () => {
  fc.assert(
    fc.property(IDS, fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 8_000 }), (id, from, length) => {
      const whole = requestBody(id, from, from + length);
      expect(whole).toHaveLength(length);
      const cut = from + (length >> 1);
      expect(requestBody(id, from, cut) + requestBody(id, cut, from + length)).toBe(whole);
      if (length > 20) expect(requestBody(id + 1, from, from + length)).not.toBe(whole);
      if (length > 20) expect(requestBody(id, from + 1, from + 1 + length)).not.toBe(whole);
    }),
  );
});

test('the id is found in the field, in the target, or not at all', () => {
  fc.assert(
    fc.property(IDS, (id) => {
      expect(idOf(null, `/r/${id}?id=${id}`)).toBe(id);
      expect(idOf(null, `/some/where/${id}?id=${id}`)).toBe(id);
      expect(idOf(String(id), '/anything')).toBe(id);
    }),
  );
  for (const [field, target] of [
    [null, '/health'],
    [null, '/r/'],
    [null, '/r/x'],
    ['', '/r/5'],
    [null, '/r/5?id=6'],
    ['-1', '/'],
    ['1e3', '/'],
    ['1234567890', '/'],
  ] as const) {
    expect(idOf(field, target)).toBe(-1);
  }
});
