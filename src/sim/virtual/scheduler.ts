/** Virtual time: the one loop that everything in the virtual world runs in. Time jumps from task to task. */
import type { Micros } from '../../kernel/clock.ts';
import { EventQueue, type Task } from './event-queue.ts';

export class Scheduler {
  readonly #queue = new EventQueue();
  #now: Micros;

  constructor(startAt: Micros) {
    this.#now = startAt;
  }

  get now(): Micros {
    return this.#now;
  }

  /** Runs `task` at `time`, or now when that is past. */
  schedule(task: Task, time: Micros): void {
    this.#queue.push(task, time < this.#now ? this.#now : time);
  }

  /** Runs tasks until `done` says so. Returns false when nothing was left to do before that. */
  run(done: () => boolean): boolean {
    while (!done()) {
      const task = this.#queue.pop();
      if (task === null) return false;
      this.#now = task.time;
      task.run();
    }
    return true;
  }
}
