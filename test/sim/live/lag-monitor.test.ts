/** The lag monitor: four rows a second, each with the worst since the last. */
import { expect, test } from 'vitest';
import type { Clock, Micros } from '../../../src/kernel/clock.ts';
import { LagMonitor } from '../../../src/sim/live/lag-monitor.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { emptyHistory, rowsOf } from '../rows.ts';

test('records how late its own timers were', () => {
  const scheduler = new Scheduler(0);
  const { clock } = new VirtualProcess('lab', scheduler);
  const lateFor = (from: Micros, by: Micros) => (now: Micros) => (now >= from && now < from + 10_000 ? by : 0);
  const lateness = lateFor(100_000, 4_000);
  const unsteady: Clock = {
    now: () => clock.now(),
    wall: () => clock.wall(),
    after: (delay, callback) => clock.after(delay + lateness(clock.now()), callback),
  };
  const history = emptyHistory();
  const monitor = new LagMonitor(unsteady, history, 'lb');
  monitor.start();
  scheduler.run(() => clock.now() >= 900_000);
  monitor.stop();
  scheduler.run(() => false);
  const rows = rowsOf(history, 'lag');
  expect(rows.map(({ a }) => a)).toEqual([4_000, 0, 0]);
  expect(rows.map(({ time }) => time)).toEqual([254_000, 504_000, 754_000]);
  expect(rows.every(({ actor }) => actor === 'lb')).toBe(true);
});
