/** A bounded memory of what was asked for recently. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from '../../../src/balancer/core/recent-map.ts';

const HALF = 4;

test('never holds more than twice the half, and always the last half that was asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(11), { maxLength: 200, size: 'max' }), (keys) => {
      const map = new RecentMap<{ readonly key: string }>(HALF);
      let recent: string[] = [];
      for (const key of keys.map(String)) {
        const found = map.get(key);
        if (recent.slice(0, HALF).includes(key)) expect(found?.key, `of ${recent}`).toBe(key);
        if (found === undefined) map.add({ key });
        recent = [key, ...recent.filter((one) => one !== key)];
        expect(map.size).toBeLessThanOrEqual(2 * HALF);
      }
    }),
  );
});

test('keeps the key of the value, and not the one that it was asked with', () => {
  const map = new RecentMap<{ readonly key: string; readonly of: number }>(1);
  const value = { key: 'a', of: 1 };
  map.add(value);
  map.add({ key: 'b', of: 2 });
  expect(map.get('a')).toBe(value);
  expect(map.get('b')?.of).toBe(2);
  map.add({ key: 'c', of: 3 });
  map.add({ key: 'd', of: 4 });
  expect([map.get('a'), map.get('b')]).toEqual([undefined, undefined]);
});
