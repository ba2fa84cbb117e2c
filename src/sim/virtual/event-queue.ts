/** What is due when: a binary heap by (time, sequence), so that ties keep the order in which they were set. */
import type { Micros } from '../../kernel/clock.ts';

export abstract class Task {
  time: Micros = 0;
  sequence = 0;
  abstract run(): void;
}

export class EventQueue {
  readonly #heap: Task[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(task: Task, time: Micros): void {
    task.time = time;
    task.sequence = this.#sequence++;
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(task);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] as Task;
      if (!before(task, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = task;
  }

  /** The earliest task, taken out; null when there is none. */
  pop(): Task | null {
    const heap = this.#heap;
    const top = heap[0];
    if (top === undefined) return null;
    const last = heap.pop() as Task;
    const length = heap.length;
    if (length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      let below = heap[child] as Task;
      if (child + 1 < length) {
        const right = heap[child + 1] as Task;
        if (before(right, below)) {
          child++;
          below = right;
        }
      }
      if (!before(below, last)) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }
}

function before(a: Task, b: Task): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}
