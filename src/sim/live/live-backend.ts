/** A backend of the live world, as the lab handles it: a process that is started, spoken to, stopped and killed. */

import type { Micros } from '../../kernel/clock.ts';
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import { isWorldFault } from '../behavior/index.ts';
import type { BackendSpec } from '../scenario/backend-spec.ts';
import type { Fault } from '../scenario/fault-spec.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { BackendCommand, BackendMessage, BackendOrder } from './backend-protocol.ts';
import { Child, describeExit } from './child.ts';
import { withDeadline } from './deadline.ts';
import { BACKEND_SCRIPT } from './scripts.ts';

const START_DEADLINE_MS = 15_000;
const COMMAND_DEADLINE_MS = 5_000;

export class LiveBackend {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** One file for each time it was started. */
  readonly eventFiles: string[] = [];
  readonly #scenario: Scenario;
  readonly #spec: BackendSpec;
  readonly #epoch: Micros;
  readonly #directory: string;
  #child: Child | null = null;
  #commands = 0;
  readonly #waiting = new Map<number, () => void>();
  /** What is done to the process is done one after the other: a restart waits until the old process is gone. */
  #last: Promise<void> = Promise.resolve();
  #frozen = false;
  /** A fault may end the process at any time: that is no accident. */
  #mayExit = false;
  /** The next step of a crash loop. */
  #loop: NodeJS.Timeout | undefined;
  #looping = false;
  /** Faults of its own doing that are on: a new process has them, too. */
  #lasting: readonly Fault[] = [];
  /** The run is over for it: it is not started again. */
  #ended = false;
  readonly #onDeath: (error: LbsimError) => void;

  constructor(
    scenario: Scenario,
    spec: BackendSpec,
    endpoint: Endpoint,
    epoch: Micros,
    directory: string,
    onDeath: (error: LbsimError) => void,
  ) {
    this.name = spec.name;
    this.endpoint = endpoint;
    this.#scenario = scenario;
    this.#spec = spec;
    this.#epoch = epoch;
    this.#directory = directory;
    this.#onDeath = onDeath;
  }

  /** Starts the process; resolves when it listens. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  /** Resolves when the fault is on, or off. */
  setFault(fault: Fault, on: boolean): Promise<void> {
    return this.#inTurn(() => {
      if (!isWorldFault(fault.kind)) {
        this.#lasting = this.#lasting.filter(({ kind }) => kind !== fault.kind);
        if (on) this.#lasting = [...this.#lasting, fault];
        return this.#command(fault, on);
      }
      return on ? this.#worldOn(fault) : this.#worldOff(fault);
    });
  }

  /** Ends the process, whatever it is doing, for good. */
  kill(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#loop);
    return this.#stop();
  }

  async #worldOn(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'crash':
        return this.#stop();
      case 'crash_loop':
        this.#looping = true;
        return this.#die(fault.uptime, fault.downtime);
      case 'exit_after':
        this.#mayExit = true;
        return this.#command(fault, true);
      case 'freeze':
        return this.#freeze();
      default:
        throw new LbsimError('environment-failed', `The live world can't do ${fault.kind}.`);
    }
  }

  async #worldOff(fault: Fault): Promise<void> {
    if (fault.kind === 'freeze') return this.#thaw();
    this.#looping = false;
    clearTimeout(this.#loop);
    // Who crashed comes back without any fault.
    if (fault.kind === 'crash') this.#lasting = [];
    if (fault.kind === 'exit_after') await this.#command(fault, false);
    this.#mayExit = false;
    if (this.#child === null) await this.#start();
  }

  /** Dies, and is started again, and dies again. */
  async #die(uptime: Micros, downtime: Micros): Promise<void> {
    await this.#stop();
    const next = (delay: Micros, act: () => Promise<void>): void => {
      clearTimeout(this.#loop);
      this.#loop = setTimeout(() => {
        // Its turn may come when the loop is over already.
        this.#inTurn(async () => (this.#looping ? act() : undefined)).catch((error: LbsimError) =>
          this.#onDeath(error),
        );
      }, delay / 1000);
    };
    next(downtime, async () => {
      await this.#start();
      next(uptime, () => this.#die(uptime, downtime));
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => (this.#ended ? undefined : act()));
    this.#last = done.catch(() => {});
    return done;
  }

  async #start(): Promise<void> {
    const starts = this.eventFiles.length;
    const eventFile = `${this.#directory}/${this.name}.${starts}.ndjson`;
    this.eventFiles.push(eventFile);
    const order: BackendOrder = {
      spec: this.#spec,
      endpoint: this.endpoint,
      healthPath: this.#scenario.balancer.healthCheck.path,
      seed: this.#scenario.seed,
      starts,
      epoch: this.#epoch,
      eventFile,
    };
    const child = new Child({ command: process.execPath, args: [BACKEND_SCRIPT, JSON.stringify(order)], ipc: true });
    this.#child = child;
    const listening = new Promise<void>((resolve, reject) => {
      child.onMessage((message) => this.#onMessage(message as BackendMessage, resolve, reject));
      void child.exited.then((exit) => {
        const error = new LbsimError(
          'environment-failed',
          `The process of backend ${this.name} ${describeExit(exit)}.\n${child.tail}`.trimEnd(),
        );
        reject(error);
        // Whoever ends it lets go of it first.
        if (this.#child !== child) return;
        if (this.#mayExit) this.#child = null;
        else this.#onDeath(error);
      });
    });
    const deadline = START_DEADLINE_MS + (this.#spec.startup ?? 0) / 1000;
    await withDeadline(listening, deadline, `Backend ${this.name} did not start in time.`);
    for (const fault of this.#lasting) await this.#command(fault, true);
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.#frozen = false;
    this.#waiting.clear();
    child?.kill();
    await child?.exited;
  }

  async #freeze(): Promise<void> {
    this.#frozen = true;
    this.#child?.signal('SIGSTOP');
  }

  async #thaw(): Promise<void> {
    this.#frozen = false;
    this.#child?.signal('SIGCONT');
  }

  /** Faults of the backend's own doing. A dead process has none, and a frozen one takes them up when it thaws. */
  async #command(fault: Fault, on: boolean): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const id = this.#commands++;
    const command: BackendCommand = on ? { id, do: 'on', fault } : { id, do: 'off', kind: fault.kind };
    const done = new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    child.send(command);
    if (this.#frozen) return;
    // Who exits takes nothing up any more.
    const over = Promise.race([done, child.exited.then(() => {})]);
    await withDeadline(over, COMMAND_DEADLINE_MS, `Backend ${this.name} did not take up "${fault.kind}" in time.`);
  }

  #onMessage(message: BackendMessage, onListening: () => void, onFailed: (error: LbsimError) => void): void {
    switch (message.event) {
      case 'listening':
        onListening();
        break;
      case 'failed':
        onFailed(new LbsimError('environment-failed', `Backend ${this.name} can't listen: ${message.detail}`));
        break;
      case 'done':
        this.#waiting.get(message.id)?.();
        this.#waiting.delete(message.id);
    }
  }
}
