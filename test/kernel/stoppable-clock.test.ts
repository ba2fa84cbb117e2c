/** When it is stopped, nothing is due any more. */
import { expect, test } from 'vitest';
import { StoppableClock } from '../../src/kernel/stoppable-clock.ts';
import { VirtualProcess } from '../../src/sim/virtual/process.ts';
import { Scheduler } from '../../src/sim/virtual/scheduler.ts';

test('keeps time and order, cancels one, and in the end all', () => {
  const scheduler = new Scheduler(7);
  const clock = new StoppableClock(new VirtualProcess('lab', scheduler).clock);
  const log: string[] = [];
  const note = (name: string) => () => void log.push(`${name}@${clock.now()}`);
  clock.after(10, note('b'));
  clock.after(0, note('a'));
  const cancelled = clock.after(12, note('cancelled'));
  clock.after(20, () => {
    note('c')();
    clock.stop();
    clock.after(0, note('late'));
  });
  const last = clock.after(30, note('forgotten'));
  cancelled.cancel();
  cancelled.cancel();
  scheduler.run(() => false);
  last.cancel();
  expect(log).toEqual(['a@7', 'b@17', 'c@27']);
});
