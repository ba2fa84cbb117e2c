/** Secrets are compared to the end, wherever they differ. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { equalConstantTime } from '../../src/kernel/constant-time.ts';

/** How many units are looked at; the answer with it. */
function looked(a: string, b: string): { equal: boolean; units: number } {
  const spy = vi.spyOn(String.prototype, 'charCodeAt');
  try {
    const equal = equalConstantTime(a, b);
    return { equal, units: spy.mock.calls.length };
  } finally {
    spy.mockRestore();
  }
}

test('says what === says', () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(equalConstantTime(a, b)).toBe(a === b);
      expect(equalConstantTime(a, `${a}`)).toBe(true);
      expect(equalConstantTime(a, a + b)).toBe(b === '');
      expect(equalConstantTime(a + b, a)).toBe(b === '');
    }),
  );
});

test('each unit counts, and all are looked at wherever the first difference is', () => {
  const secret = 'correct horse battery staple';
  const same = looked(secret, secret);
  expect(same).toEqual({ equal: true, units: secret.length * 2 });
  for (let at = 0; at < secret.length; at++) {
    const wrong = `${secret.slice(0, at)}#${secret.slice(at + 1)}`;
    expect(looked(wrong, secret), `differs at ${at}`).toEqual({ equal: false, units: same.units });
  }
});

test('the work depends on the length of the first text alone', () => {
  const given = 'twelve units';
  const units = given.length * 2;
  for (const secret of ['', 't', 'twelve unit', 'twelve units', 'twelve units and more', 'x'.repeat(1000)]) {
    expect(looked(given, secret).units).toBe(units);
  }
});
