/** A backend of the virtual world: the process it lives in, and what is done to that process. */
import type { Timer } from '../../kernel/clock.ts';
import { invariant } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import { seededRandom } from '../../kernel/seeded-random.ts';
import { FakeBackend } from '../actors/backend.ts';
import { isWorldFault } from '../behavior/index.ts';
import type { History } from '../history/history.ts';
import type { BackendSpec } from '../scenario/backend-spec.ts';
import type { Fault } from '../scenario/fault-spec.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { VirtualNetwork } from './network.ts';
import { VirtualProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly network: VirtualNetwork;
  readonly history: History;
}

const DONE = (): void => {};

/** A restart gives it a new process. */
export class VirtualBackend {
  readonly name: string;
  readonly #scenario: Scenario;
  readonly #spec: BackendSpec;
  readonly #endpoint: Endpoint;
  readonly #surroundings: Surroundings;
  /** What starts and ends its process: a process, too, for it has a clock. */
  readonly #supervisor: VirtualProcess;
  #process: VirtualProcess | null = null;
  #actor: FakeBackend | null = null;
  #starts = 0;
  /** Told when the process listens, or dies before it does. */
  #onListening: (() => void) | null = null;
  #loop: Timer | null = null;
  /** Faults of its own doing that are on: a new process has them, too. */
  #lasting: readonly Fault[] = [];

  constructor(scenario: Scenario, spec: BackendSpec, endpoint: Endpoint, surroundings: Surroundings) {
    this.name = spec.name;
    this.#scenario = scenario;
    this.#spec = spec;
    this.#endpoint = endpoint;
    this.#surroundings = surroundings;
    this.#supervisor = new VirtualProcess(`supervisor of ${spec.name}`, surroundings.scheduler);
  }

  /** Calls back when it listens. */
  start(onListening: () => void = DONE): void {
    const { scheduler, network, history } = this.#surroundings;
    const restarted = this.#starts > 0;
    const random = seededRandom(this.#scenario.seed).fork(`backend ${this.name} ${this.#starts++}`);
    const process = new VirtualProcess(this.name, scheduler);
    this.#process = process;
    this.#onListening = onListening;
    const actor = new FakeBackend(
      {
        clock: process.clock,
        network: network.port(process, this.#endpoint.host, random.fork('network')),
        random,
      },
      {
        spec: this.#spec,
        endpoint: this.#endpoint,
        healthPath: this.#scenario.balancer.healthCheck.path,
        sink: history,
        restarted,
        exit: () => this.#kill(),
      },
    );
    this.#actor = actor;
    actor.start(
      () => {
        for (const fault of this.#lasting) actor.switchOn(fault);
        this.#listens();
      },
      (detail) => invariant(false, `a backend can't listen in the virtual world: ${detail}`),
    );
  }

  /** Calls back when the fault is on, or off. */
  setFault(fault: Fault, on: boolean, onDone: () => void): void {
    if (!isWorldFault(fault.kind)) this.#setOwn(fault, on, onDone);
    else if (on) {
      this.#worldOn(fault);
      onDone();
    } else this.#worldOff(fault, onDone);
  }

  #setOwn(fault: Fault, on: boolean, onDone: () => void): void {
    this.#lasting = this.#lasting.filter(({ kind }) => kind !== fault.kind);
    if (on) {
      this.#lasting = [...this.#lasting, fault];
      this.#actor?.switchOn(fault);
    } else this.#actor?.switchOff(fault.kind);
    // Whatever it has to do for that it does at this very time, unless it stands still.
    onDone();
  }

  #worldOn(fault: Fault): void {
    switch (fault.kind) {
      case 'crash':
        this.#kill();
        break;
      case 'crash_loop':
        this.#die(fault.uptime, fault.downtime);
        break;
      case 'exit_after':
        this.#actor?.switchOn(fault);
        break;
      case 'freeze':
        this.#process?.freeze();
        break;
      case 'backlog_full':
        this.#surroundings.network.dropConnects(this.#endpoint);
        break;
      default:
        invariant(false, `the virtual world can't do ${fault.kind}`);
    }
  }

  #worldOff(fault: Fault, onDone: () => void): void {
    switch (fault.kind) {
      case 'freeze':
        this.#process?.thaw();
        break;
      case 'backlog_full':
        this.#surroundings.network.allowConnects(this.#endpoint);
        break;
      default:
        this.#loop?.cancel();
        this.#loop = null;
        this.#actor?.switchOff(fault.kind);
        // Who crashed comes back without any fault.
        if (fault.kind === 'crash') this.#lasting = [];
        if (this.#process === null) {
          this.start(onDone);
          return;
        }
        // It may be starting just now.
        if (this.#onListening !== null) {
          this.#onListening = onDone;
          return;
        }
    }
    onDone();
  }

  #kill(): void {
    this.#process?.kill();
    this.#process = null;
    this.#actor = null;
    this.#listens();
  }

  #listens(): void {
    const tell = this.#onListening;
    this.#onListening = null;
    tell?.();
  }

  /** Dies, and is started again, and dies again. */
  #die(uptime: number, downtime: number): void {
    this.#kill();
    this.#loop = this.#supervisor.clock.after(downtime, () => {
      this.start();
      this.#loop = this.#supervisor.clock.after(uptime, () => this.#die(uptime, downtime));
    });
  }
}
