/**
 * A process of the virtual world: what is killed and frozen as a whole. Its timers and what the network brings it go
 * through it: a frozen process gets them when it runs again, a dead one never.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import { Task } from './event-queue.ts';
import type { Scheduler } from './scheduler.ts';

/** Something that happens inside a process. */
export abstract class ProcessTask extends Task {
  readonly process: VirtualProcess;

  constructor(process: VirtualProcess) {
    super();
    this.process = process;
  }

  override run(): void {
    this.process.enter(this);
  }

  abstract perform(): void;
}

/** What a process holds that the kernel cleans up after its death. */
export interface Resource {
  onProcessDeath(): void;
}

export class VirtualProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly resources = new Set<Resource>();
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #held: ProcessTask[] = [];

  constructor(name: string, scheduler: Scheduler) {
    this.name = name;
    this.scheduler = scheduler;
    this.clock = new ProcessClock(this);
  }

  get dead(): boolean {
    return this.#state === 'dead';
  }

  /** Performs the task now, keeps it while frozen, or drops it when dead. */
  enter(task: ProcessTask): void {
    if (this.#state === 'running') task.perform();
    else if (this.#state === 'frozen') this.#held.push(task);
  }

  /** Dies at once, as by SIGKILL: its sockets are closed for it. */
  kill(): void {
    this.#state = 'dead';
    this.#held = [];
    const resources = [...this.resources];
    this.resources.clear();
    for (const resource of resources) resource.onProcessDeath();
  }

  /** Stops running, as by SIGSTOP: sockets stay open, and their kernel goes on accepting. */
  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Runs again, as by SIGCONT: what was held happens now, in its order. */
  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    while (this.#held.length > 0 && this.#state === 'running') this.#held.shift()?.perform();
  }
}

/** What the wall clock shows at time 0: the same in every run. 2026-01-01 in UTC. */
const VIRTUAL_WALL_ZERO = 1_767_225_600_000;

class ProcessClock implements Clock {
  readonly #process: VirtualProcess;

  constructor(process: VirtualProcess) {
    this.#process = process;
  }

  wall(): number {
    return VIRTUAL_WALL_ZERO + Math.floor(this.now() / 1000);
  }

  now(): Micros {
    return this.#process.scheduler.now;
  }

  after(delay: Micros, callback: () => void): Timer {
    const timer = new VirtualTimer(this.#process, callback);
    if (Number.isFinite(delay)) this.#process.scheduler.schedule(timer, this.now() + Math.max(0, Math.ceil(delay)));
    return timer;
  }
}

class VirtualTimer extends ProcessTask implements Timer {
  #callback: (() => void) | null;

  constructor(process: VirtualProcess, callback: () => void) {
    super(process);
    this.#callback = callback;
  }

  cancel(): void {
    this.#callback = null;
  }

  override perform(): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.();
  }
}
