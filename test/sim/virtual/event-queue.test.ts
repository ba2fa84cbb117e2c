/** The event queue against the obvious model: a list sorted by time, in which ties keep their order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue, Task } from '../../../src/sim/virtual/event-queue.ts';

class Named extends Task {
  readonly name: number;

  constructor(name: number) {
    super();
    this.name = name;
  }

  override run(): void {}
}

interface Model {
  entries: { time: number; name: number }[];
  names: number;
}

class Push implements fc.Command<Model, EventQueue> {
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, queue: EventQueue): void {
    const name = model.names++;
    queue.push(new Named(name), this.time);
    const at = model.entries.findIndex((entry) => entry.time > this.time);
    model.entries.splice(at < 0 ? model.entries.length : at, 0, { time: this.time, name });
    expect(queue.size).toBe(model.entries.length);
  }

  toString(): string {
    return `push(${this.time})`;
  }
}

class Pop implements fc.Command<Model, EventQueue> {
  check(): boolean {
    return true;
  }

  run(model: Model, queue: EventQueue): void {
    const expected = model.entries.shift();
    const task = queue.pop();
    expect(task === null ? undefined : { time: task.time, name: (task as Named).name }).toEqual(expected);
    expect(queue.size).toBe(model.entries.length);
  }

  toString(): string {
    return 'pop';
  }
}

describe('the event queue', () => {
  test('gives what a sorted list would give', () => {
    // Few different times, so that ties are the rule.
    const push = fc.oneof(fc.integer({ min: -5, max: 20 }), fc.double({ noNaN: true })).map((time) => new Push(time));
    const commands = fc.commands([push, push, fc.constant(new Pop())], { size: '+1' });
    fc.assert(
      fc.property(commands, (steps) => {
        fc.modelRun(() => ({ model: { entries: [], names: 0 }, real: new EventQueue() }), steps);
      }),
      { numRuns: 150 },
    );
  });

  test('empties in order after many pushes', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 10_000; i++) queue.push(new Named(i), Math.imul(i, 0x9e3779b1) % 1000);
    let last: Task | null = null;
    for (let task = queue.pop(); task !== null; task = queue.pop()) {
      if (last !== null) {
        const inOrder = last.time < task.time || (last.time === task.time && last.sequence < task.sequence);
        expect(inOrder).toBe(true);
      }
      last = task;
    }
    expect(queue.size).toBe(0);
  });
});
