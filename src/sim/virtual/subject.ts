/** The balancer in the middle of a virtual run, and the process it lives in: each start gives it a new one. */
import { assembleBalancer, type Balancer } from '../../balancer/balancer.ts';
import type { BalancerConfig } from '../../balancer/config/config.ts';
import type { Parts } from '../../balancer/parts.ts';
import { invariant } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { TellSubject } from '../director/director.ts';
import { type History, namesByAddress } from '../history/history.ts';
import type { SubjectAct } from '../scenario/timeline-event.ts';
import { traceObserver } from '../trace.ts';
import type { VirtualNetwork } from './network.ts';
import { VirtualProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';

export interface SubjectSurroundings {
  readonly scheduler: Scheduler;
  readonly network: VirtualNetwork;
  readonly history: History;
  readonly random: Random;
  readonly parts: Partial<Parts> | undefined;
}

/** What a shell says of a process that was ended by SIGKILL. */
const KILLED = 137;

export class VirtualSubject {
  /** What it reads when it starts, and when it is told to read again: its file. */
  config: BalancerConfig;
  readonly #surroundings: SubjectSurroundings;
  #process: VirtualProcess | null = null;
  #balancer: Balancer | null = null;
  #starts = 0;

  constructor(config: BalancerConfig, surroundings: SubjectSurroundings) {
    this.config = config;
    this.#surroundings = surroundings;
  }

  /** Starts it; what makes no sense at the moment (to kill what is dead) is left out. */
  act(act: SubjectAct, tell: TellSubject, onDone: () => void): void {
    if ((this.#process === null) !== (act === 'start')) onDone();
    else if (act === 'start') {
      tell('start', 0);
      this.start(() => {
        tell('ready', 0);
        onDone();
      });
    } else if (act === 'kill') {
      tell('sigkill', 0);
      this.#end();
      tell('exit', KILLED);
      onDone();
    } else {
      tell('sigterm', 0);
      this.#terminate(() => {
        tell('exit', 0);
        onDone();
      });
    }
  }

  start(onReady: () => void): void {
    const { scheduler, network, history, random, parts } = this.#surroundings;
    const nth = this.#starts++;
    const luck = nth === 0 ? random : random.fork(`start ${nth}`);
    const process = new VirtualProcess('lb', scheduler);
    const ports = {
      clock: process.clock,
      network: network.port(process, this.config.listen.host, luck.fork('network')),
      random: luck,
    };
    const balancer = assembleBalancer(ports, this.config, {
      ...(parts === undefined ? {} : { parts }),
      observer: traceObserver(process.clock, history, namesByAddress(history.meta)),
      readConfig: () => this.config,
    });
    this.#process = process;
    this.#balancer = balancer;
    balancer.start(onReady, (error) =>
      invariant(false, `the balancer can't listen in the virtual world: ${error.detail}`),
    );
  }

  /** As its program does on SIGTERM: the requests under way are finished, for as long as it may take. */
  #terminate(onExit: () => void): void {
    const process = this.#process;
    const balancer = this.#balancer;
    if (process === null || balancer === null) {
      onExit();
      return;
    }
    const deadline = process.clock.after(balancer.control.config.timeouts.shutdown, () => balancer.stopNow());
    balancer.stop(() => {
      deadline.cancel();
      this.#end();
      onExit();
    });
  }

  #end(): void {
    this.#process?.kill();
    this.#process = null;
    this.#balancer = null;
  }
}
