/** The clock port on Node keeps the port's promises: never early, never back, and "never" is never. */
import { describe, expect, test } from 'vitest';
import { monotonicNow, nodeClock } from '../../src/node/clock.ts';

/** Resolves when the clock's timer fires, with how late it was. */
function lateness(delay: number): Promise<number> {
  const clock = nodeClock();
  const due = clock.now() + delay;
  return new Promise((resolve) => clock.after(delay, () => resolve(clock.now() - due)));
}

describe('the clock', () => {
  test('counts from its epoch, on a scale that all processes share', () => {
    const epoch = monotonicNow() - 5_000_000;
    const clock = nodeClock(epoch);
    const before = monotonicNow() - epoch;
    const now = clock.now();
    const after = monotonicNow() - epoch;
    // The two clocks are read one after the other, so they agree to some µs.
    expect(now).toBeGreaterThanOrEqual(before - 100);
    expect(now).toBeLessThanOrEqual(after + 100);
    expect(Number.isInteger(now)).toBe(true);
  });

  test('never goes back', () => {
    const clock = nodeClock();
    let last = clock.now();
    for (let i = 0; i < 10_000; i++) {
      const now = clock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  test('never early, whatever the fraction of a millisecond', async () => {
    const delays = Array.from({ length: 400 }, (_, i) => 1 + i * 37);
    const late = await Promise.all(delays.map(lateness));
    expect(late.filter((one) => one < 0)).toEqual([]);
  });

  test('not from inside the call, not even when it is due', async () => {
    const clock = nodeClock();
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      clock.after(0, () => order.push('first'));
      clock.after(-5, () => {
        order.push('second');
        resolve();
      });
    });
    order.push('set');
    await done;
    expect(order).toEqual(['set', 'first', 'second']);
  });

  test('a cancelled timer does not fire; cancelling again or late does nothing', async () => {
    const clock = nodeClock();
    const fired: string[] = [];
    const timer = clock.after(1_000, () => fired.push('cancelled'));
    timer.cancel();
    timer.cancel();
    await new Promise<void>((resolve) => {
      const last = clock.after(2_500, () => {
        last.cancel();
        resolve();
      });
    });
    expect(fired).toEqual([]);
  });

  test('what is never due, and what is due in a year, do not fire now', async () => {
    const clock = nodeClock();
    const fired: string[] = [];
    const year = clock.after(365 * 86_400e6, () => fired.push('year'));
    clock.after(Number.POSITIVE_INFINITY, () => fired.push('never')).cancel();
    clock.after(Number.POSITIVE_INFINITY, () => fired.push('never'));
    await lateness(5_000);
    expect(fired).toEqual([]);
    year.cancel();
  });
});
