/** Virtual time, and what a killed and a frozen process do: nothing, for good or for a while. */
import { describe, expect, test } from 'vitest';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';

function setUp(startAt = 0): { scheduler: Scheduler; process: VirtualProcess; log: string[] } {
  const scheduler = new Scheduler(startAt);
  return { scheduler, process: new VirtualProcess('p', scheduler), log: [] };
}

describe('virtual time', () => {
  test('jumps from timer to timer, ties in the order they were set', () => {
    const { scheduler, process, log } = setUp(-50);
    const note = (name: string) => () => log.push(`${name}@${scheduler.now}`);
    process.clock.after(30, note('c'));
    process.clock.after(10, note('a'));
    process.clock.after(10, note('b'));
    expect(scheduler.run(() => false)).toBe(false);
    expect(log).toEqual(['a@-40', 'b@-40', 'c@-20']);
  });

  test('never from inside the call: what is due at once comes next', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(5, () => {
      process.clock.after(-3, () => log.push('past'));
      process.clock.after(0, () => log.push('now'));
      log.push('set');
    });
    scheduler.run(() => false);
    expect(log).toEqual(['set', 'past', 'now']);
    expect(scheduler.now).toBe(5);
  });

  test('a fraction of a µs is rounded up, so that no timer is early', () => {
    const { scheduler, process } = setUp();
    process.clock.after(0.2, () => {});
    scheduler.run(() => false);
    expect(scheduler.now).toBe(1);
  });

  test('an infinite delay is never over', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(Number.POSITIVE_INFINITY, () => log.push('never')).cancel();
    process.clock.after(Number.POSITIVE_INFINITY, () => log.push('never'));
    expect(scheduler.run(() => false)).toBe(false);
    expect(log).toEqual([]);
  });

  test('cancelling twice, or after it fired, does nothing', () => {
    const { scheduler, process, log } = setUp();
    const first = process.clock.after(1, () => log.push('first'));
    const second = process.clock.after(2, () => log.push('second'));
    second.cancel();
    second.cancel();
    scheduler.run(() => false);
    first.cancel();
    expect(log).toEqual(['first']);
  });

  test('stops when it is told to', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(1, () => log.push('one'));
    process.clock.after(2, () => log.push('two'));
    expect(scheduler.run(() => log.length === 1)).toBe(true);
    expect([scheduler.now, log.length]).toEqual([1, 1]);
  });
});

describe('a killed process', () => {
  test('its timers never fire, set before or after', () => {
    const { scheduler, process, log } = setUp();
    const killer = new VirtualProcess('killer', scheduler);
    process.clock.after(10, () => log.push('before'));
    killer.clock.after(5, () => process.kill());
    killer.clock.after(6, () => process.clock.after(0, () => log.push('after')));
    scheduler.run(() => false);
    expect([log, process.dead]).toEqual([[], true]);
  });

  test('is not thawed back to life', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(1, () => log.push('held'));
    process.freeze();
    scheduler.run(() => false);
    process.kill();
    process.thaw();
    process.freeze();
    process.thaw();
    expect([log, process.dead]).toEqual([[], true]);
  });

  test('its resources are told once', () => {
    const { process, log } = setUp();
    const resource = { onProcessDeath: () => log.push('told') };
    process.resources.add(resource);
    process.kill();
    process.kill();
    expect(log).toEqual(['told']);
  });
});

describe('a frozen process', () => {
  test('runs nothing; thawed, it does what was due in its order, at once', () => {
    const { scheduler, process, log } = setUp();
    const other = new VirtualProcess('other', scheduler);
    for (const delay of [30, 10, 20]) process.clock.after(delay, () => log.push(`${delay}@${scheduler.now}`));
    process.clock.after(200, () => log.push(`200@${scheduler.now}`));
    process.freeze();
    other.clock.after(100, () => {
      expect(log).toEqual([]);
      process.thaw();
    });
    scheduler.run(() => false);
    expect(log).toEqual(['10@100', '20@100', '30@100', '200@200']);
  });

  test('frozen again while it thaws: the rest waits, and stays in front', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(1, () => {
      log.push('one');
      process.freeze();
    });
    process.clock.after(2, () => log.push('two'));
    process.clock.after(3, () => log.push('three'));
    process.freeze();
    scheduler.run(() => false);
    process.thaw();
    expect(log).toEqual(['one']);
    process.clock.after(1, () => log.push('four'));
    scheduler.run(() => false);
    process.thaw();
    expect(log).toEqual(['one', 'two', 'three', 'four']);
  });

  test('killed while it thaws: the rest never comes', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(1, () => process.kill());
    process.clock.after(2, () => log.push('two'));
    process.freeze();
    scheduler.run(() => false);
    process.thaw();
    expect(log).toEqual([]);
  });

  test('a timer cancelled while it was held does not fire', () => {
    const { scheduler, process, log } = setUp();
    process.clock.after(1, () => timer.cancel());
    const timer = process.clock.after(2, () => log.push('cancelled'));
    process.freeze();
    scheduler.run(() => false);
    process.thaw();
    expect(log).toEqual([]);
  });
});
