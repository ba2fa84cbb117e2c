/** World B: real sockets, real processes, a real clock. The lab itself plays the clients and the timeline. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Micros } from '../../kernel/clock.ts';
import { LbsimError } from '../../kernel/errors.ts';
import { seededRandom } from '../../kernel/seeded-random.ts';
import { StoppableClock } from '../../kernel/stoppable-clock.ts';
import { monotonicNow, nodeClock } from '../../node/clock.ts';
import { drawSeed } from '../../node/entropy.ts';
import { nodeNetwork } from '../../node/network.ts';
import { clientHost, formatAddress } from '../actors/address.ts';
import { clientCount, LoadGenerator } from '../actors/load-generator.ts';
import { OrderDesk } from '../actors/order-desk.ts';
import { type Reach, readPage } from '../actors/reader.ts';
import { Director, type Stage } from '../director/director.ts';
import { History, type HistoryMeta, namesByAddress } from '../history/history.ts';
import { loadEnd, type Scenario } from '../scenario/scenario.ts';
import { type LoopbackBlock, reserveBlock } from './block.ts';
import { readEventFile } from './event-file.ts';
import { LagMonitor } from './lag-monitor.ts';
import { LiveBackend } from './live-backend.ts';
import { mergeHistories } from './merge.ts';
import { liveRefusal } from './refusal.ts';
import { LiveSubject, type SubjectSpec } from './subject.ts';

export interface LiveOptions {
  readonly subject: SubjectSpec;
  /** How long the subject may take until it answers. */
  readonly readyTimeoutMs?: number;
  /** Ends the run: everything is cleaned up, and the promise rejects with `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (text: string) => void;
  /** Called about ten times a second while the load runs. */
  readonly onProgress?: (progress: LiveProgress) => void;
}

interface LiveProgress {
  readonly elapsed: Micros;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  readonly inFlight: number;
}

const READY_TIMEOUT_MS = 10_000;
const READING_TIMEOUT: Micros = 2_000_000;
const PROGRESS_MS = 100;
/** From ready to the first request: time to arm timers. */
const LEAD: Micros = 50_000;
/** What a run may take beyond its load, its clients' patience and the settling, before the lab gives it up. */
const OVERTIME_MS = 60_000;

/** Runs a scenario on this machine and returns what happened. Rejects with an `LbsimError` when it can't be run. */
export async function runLive(scenario: Scenario, options: LiveOptions): Promise<History> {
  const refusal = liveRefusal(scenario);
  if (refusal !== null) throw new LbsimError('usage', refusal);
  const block = await reserveBlock((below) => drawSeed() % below);
  try {
    return await runIn(mkdtempSync(join(tmpdir(), 'lbsim-')), scenario, options, block);
  } finally {
    block.release();
  }
}

async function runIn(
  directory: string,
  scenario: Scenario,
  options: LiveOptions,
  block: LoopbackBlock,
): Promise<History> {
  const run = new LiveRun(scenario, options, block, directory);
  try {
    return await run.run();
  } finally {
    await run.cleanUp();
    rmSync(directory, { recursive: true, force: true });
  }
}

class LiveRun {
  readonly #scenario: Scenario;
  readonly #options: LiveOptions;
  readonly #block: LoopbackBlock;
  readonly #directory: string;
  readonly #epoch = monotonicNow();
  readonly #clock = new StoppableClock(nodeClock(this.#epoch));
  readonly #network = nodeNetwork();
  readonly #meta: HistoryMeta;
  readonly #history: History;
  readonly #lag: LagMonitor;
  readonly #backends: LiveBackend[];
  #subject: LiveSubject | null = null;
  #load: LoadGenerator | null = null;
  #director: Director | null = null;
  #progress: NodeJS.Timeout | undefined;
  /** Rejects when a part dies or the run is interrupted. */
  readonly #broken: Promise<never>;
  #break: (error: LbsimError) => void = () => {};
  readonly #onAbort = (): void => this.#break(new LbsimError('interrupted', 'Interrupted.'));

  constructor(scenario: Scenario, options: LiveOptions, block: LoopbackBlock, directory: string) {
    this.#scenario = scenario;
    this.#options = options;
    this.#block = block;
    this.#directory = directory;
    this.#meta = metaOf(scenario, options.subject, block);
    this.#history = new History(this.#meta);
    this.#lag = new LagMonitor(this.#clock, this.#history, 'lab');
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    // It may break while nobody waits; whoever waits next is told.
    this.#broken.catch(() => {});
    options.signal?.addEventListener('abort', this.#onAbort);
    if (options.signal?.aborted === true) this.#onAbort();
    this.#backends = scenario.backends.map((spec, index) => {
      const endpoint = block.backend(index);
      return new LiveBackend(scenario, spec, endpoint, this.#epoch, directory, (error) => this.#break(error));
    });
  }

  async run(): Promise<History> {
    await this.#orBroken(Promise.all(this.#backends.map((backend) => backend.start())));
    this.#subject = new LiveSubject(this.#options.subject, this.#scenario, {
      clock: this.#clock,
      network: this.#network,
      endpoint: this.#block.subject,
      backends: this.#backends.map((backend) => backend.endpoint),
      directory: this.#directory,
      epoch: this.#epoch,
      onDeath: (error) => this.#break(error),
    });
    await this.#orBroken(this.#subject.ready(this.#options.readyTimeoutMs ?? READY_TIMEOUT_MS));
    const zero = this.#clock.now() + LEAD;
    await this.#orBroken(this.#play(zero, this.#subject));
    this.#load?.close();
    await this.#orBroken(this.#subject.stop());
    await Promise.all(this.#backends.map((backend) => backend.kill()));
    this.#lag.stop();
    return this.#collect(zero);
  }

  /** Ends every process and timer of the run, whatever state it is in. */
  async cleanUp(): Promise<void> {
    clearInterval(this.#progress);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#lag.stop();
    this.#director?.cancel();
    this.#load?.stop();
    this.#clock.stop();
    await this.#subject?.kill();
    await Promise.all(this.#backends.map((backend) => backend.kill()));
  }

  #orBroken<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#broken]);
  }

  #play(zero: Micros, subject: LiveSubject): Promise<void> {
    const { clientTimeout, overall } = limitsOf(this.#scenario);
    const load = new LoadGenerator({
      clock: this.#clock,
      network: this.#network,
      random: seededRandom(this.#scenario.seed).fork('load'),
      sink: this.#history,
      subject: this.#block.subject,
      load: this.#scenario.load,
    });
    this.#load = load;
    this.#lag.start();
    const { onProgress } = this.#options;
    if (onProgress !== undefined) {
      this.#progress = setInterval(() => {
        const { sent, ok, failed } = load.counts;
        onProgress({ elapsed: Math.max(0, this.#clock.now() - zero), sent, ok, failed, inFlight: load.inFlight });
      }, PROGRESS_MS);
    }
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(
        () => reject(new LbsimError('environment-failed', `The run did not end within ${overall / 1000} s.`)),
        overall + clientTimeout,
      );
      this.#director = new Director(this.#scenario, this.#stage(load, subject), () => {
        clearTimeout(tooLong);
        clearInterval(this.#progress);
        resolve();
      });
      this.#director.start(zero);
      this.#broken.catch(() => clearTimeout(tooLong));
    });
  }

  #stage(load: LoadGenerator, subject: LiveSubject): Stage {
    const reach: Reach = {
      clock: this.#clock,
      network: this.#network,
      subject: this.#block.subject,
      timeout: READING_TIMEOUT,
    };
    const desk = new OrderDesk({
      scenario: this.#scenario,
      backends: this.#backends.map(({ endpoint }) => endpoint),
      reach,
      rewrite: (config) => subject.rewrite(config),
    });
    return {
      clock: this.#clock,
      sink: this.#history,
      names: namesByAddress(this.#meta),
      startLoad: (zero, onFinished) => load.start(zero, onFinished),
      setFault: (name, fault, on, onDone) => {
        const backend = this.#backends.find((other) => other.name === name);
        backend?.setFault(fault, on).then(onDone, (error: LbsimError) => this.#break(error));
      },
      read: (path, onRead) => readPage(reach, path, onRead),
      order: (order, onDone) => desk.give(order, onDone),
      subject: (act, tell, onDone) => {
        if (act === 'start') desk.subjectStarted();
        const readyMs = this.#options.readyTimeoutMs ?? READY_TIMEOUT_MS;
        subject.act(act, tell, readyMs).then(onDone, (error: LbsimError) => this.#break(error));
      },
      onEvent: this.#options.onEvent ?? (() => {}),
    };
  }

  #collect(zero: Micros): History {
    const files = this.#backends.flatMap((backend) => backend.eventFiles);
    files.push(...(this.#subject?.traceFiles ?? []));
    const parts = files.filter((file) => existsSync(file)).map((file) => readEventFile(file, this.#meta));
    return mergeHistories(this.#meta, [this.#history, ...parts], zero);
  }
}

/** In ms: the longest patience of a client, and what the run takes without it at the most. */
function limitsOf(scenario: Scenario): { clientTimeout: number; overall: number } {
  const clientTimeout = Math.max(...scenario.load.map((load) => load.timeout)) / 1000;
  const { interval, timeout, healthyThreshold } = scenario.balancer.healthCheck;
  const settling = ((interval + timeout) * healthyThreshold + timeout) / 1000;
  return { clientTimeout, overall: loadEnd(scenario) / 1000 + settling + OVERTIME_MS };
}

function metaOf(scenario: Scenario, subject: SubjectSpec, block: LoopbackBlock): HistoryMeta {
  const clients = Array.from({ length: clientCount(scenario.load) }, (_, i) => [`c${i + 1}`, clientHost(i)] as const);
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    world: 'live',
    subject: subject.name,
    traced: subject.kind === 'built-in',
    clientHosts: Object.fromEntries(clients),
    backendAddresses: Object.fromEntries(
      scenario.backends.map((spec, i) => [spec.name, formatAddress(block.backend(i))]),
    ),
    subjectAddress: formatAddress(block.subject),
  };
}
