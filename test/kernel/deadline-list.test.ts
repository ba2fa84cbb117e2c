/** Deadlines against a model: everyone fires at its own time, once, in the order of arming, whatever is armed meanwhile. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadline, DeadlineList } from '../../src/kernel/deadline-list.ts';
import { VirtualProcess } from '../../src/sim/virtual/process.ts';
import { Scheduler } from '../../src/sim/virtual/scheduler.ts';

const DURATION = 100;

class Entry extends Deadline {
  readonly #onFire: () => void;

  constructor(onFire: () => void) {
    super();
    this.#onFire = onFire;
  }

  override onDeadline(): void {
    this.#onFire();
  }
}

function surroundings() {
  const scheduler = new Scheduler(0);
  const { clock } = new VirtualProcess('test', scheduler);
  return { scheduler, clock, list: new DeadlineList(clock, DURATION) };
}

const command = fc.record({
  at: fc.nat(400),
  entry: fc.nat(4),
  act: fc.constantFrom('arm', 'arm', 'disarm', 'other list'),
});

test('a model of plain due times', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), fc.array(fc.nat(4), { maxLength: 5 }), (commands, rearming) => {
      const { scheduler, clock, list } = surroundings();
      const other = new DeadlineList(clock, 3 * DURATION);
      const fired: string[] = [];
      const model = new Map<number, number>();
      const expected: string[] = [];
      const entries = [0, 1, 2, 3, 4].map(
        (id) =>
          new Entry(() => {
            fired.push(`${id}@${clock.now()}`);
            expected.push(`${id}@${model.get(id)}`);
            model.delete(id);
            // Some arm themselves anew inside the callback, once.
            if (rearming[id] === id) arm(id, list, DURATION);
            rearming[id] = -1;
          }),
      );
      const arm = (id: number, into: DeadlineList, duration: number): void => {
        into.arm(entries[id] as Entry, clock.now());
        model.set(id, clock.now() + duration);
      };
      for (const { at, entry, act } of [...commands].sort((a, b) => a.at - b.at)) {
        clock.after(at, () => {
          if (act === 'arm') arm(entry, list, DURATION);
          else if (act === 'other list') arm(entry, other, 3 * DURATION);
          else {
            entries[entry]?.disarm();
            model.delete(entry);
          }
        });
      }
      scheduler.run(() => false);
      expect(fired).toEqual(expected);
      expect([...model]).toEqual([]);
      expect(entries.every((one) => one.list === null)).toBe(true);
    }),
  );
});

test('who arms inside a callback does not put off those who are due before', () => {
  const { scheduler, clock, list } = surroundings();
  const fired: string[] = [];
  const again = new Entry(() => {
    fired.push(`again ${clock.now()}`);
    if (fired.length === 1) list.arm(again, clock.now());
  });
  const next = new Entry(() => fired.push(`next ${clock.now()}`));
  list.arm(again, clock.now());
  clock.after(10, () => list.arm(next, clock.now()));
  scheduler.run(() => false);
  expect(fired).toEqual(['again 100', 'next 110', 'again 200']);
});

test('one timer for any number of entries', () => {
  let timers = 0;
  const { scheduler, clock } = surroundings();
  const counting = {
    wall: () => 0,
    now: () => clock.now(),
    after: (delay: number, callback: () => void) => {
      timers++;
      return clock.after(delay, callback);
    },
  };
  const list = new DeadlineList(counting, DURATION);
  for (let i = 0; i < 1000; i++) list.arm(new Entry(() => {}), 0);
  scheduler.run(() => false);
  expect(timers).toBe(1);
});
