/** The balancer in the middle of a live run: started with a configuration file, awaited, watched, and ended. */
import { writeFileSync } from 'node:fs';
import { type BalancerConfig, DEFAULTS } from '../../balancer/config/config.ts';
import { renderConfig } from '../../balancer/config/toml.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import { formatAddress } from '../actors/address.ts';
import { readPage } from '../actors/reader.ts';
import type { TellSubject } from '../director/director.ts';
import { usualBalancer } from '../scenario/balancer.ts';
import { type Scenario, wholeStory } from '../scenario/scenario.ts';
import type { SubjectAct } from '../scenario/timeline-event.ts';
import { subjectConfig } from '../subject-config.ts';
import { Child, type ChildExit, describeExit, statusOf } from './child.ts';
import { SUBJECT_SCRIPT } from './scripts.ts';
import type { SubjectOrder } from './subject-protocol.ts';

export type SubjectSpec =
  /** The built-in balancer; `partsModule` (an absolute path) replaces parts of it. */
  | { readonly kind: 'built-in'; readonly name: string; readonly partsModule: string | null }
  /** Any program: a shell command line in which `{config}`, `{host}` and `{port}` are filled in. */
  | { readonly kind: 'command'; readonly name: string; readonly command: string };

export interface SubjectSurroundings {
  readonly clock: Clock;
  readonly network: Network;
  readonly endpoint: Endpoint;
  readonly backends: readonly Endpoint[];
  readonly directory: string;
  readonly epoch: Micros;
  /** It died without being asked to. */
  onDeath(error: LbsimError): void;
}

/** From one try to the next, and for one try. */
const RETRY_MS = 25;
const TRY_TIMEOUT: Micros = 1_000_000;
/** How long a subject may take over SIGTERM before it is killed, when the run is over. */
const STOP_GRACE_MS = 2_000;
/** The same when the story stops it: beyond what it is granted for the requests under way. */
const EXIT_GRACE_MS = 3_000;

export class LiveSubject {
  readonly traced: boolean;
  /** What a traced subject tells of itself: a file for each time it was started. */
  readonly traceFiles: string[] = [];
  readonly #spec: SubjectSpec;
  readonly #scenario: Scenario;
  readonly #surroundings: SubjectSurroundings;
  readonly #configFile: string;
  /** Null while it is down. */
  #child: Child | null = null;
  /** Of the one that was last there. */
  #lastChild: Child | null = null;
  #ready = false;

  constructor(spec: SubjectSpec, scenario: Scenario, surroundings: SubjectSurroundings) {
    const { directory, endpoint, backends } = surroundings;
    this.#spec = spec;
    this.#scenario = scenario;
    this.#surroundings = surroundings;
    this.traced = spec.kind === 'built-in';
    this.#configFile = `${directory}/config.toml`;
    this.rewrite(subjectConfig(scenario, endpoint, backends));
    this.#start();
  }

  /** Puts another configuration into its file. */
  rewrite(config: BalancerConfig): void {
    const { endpoint, backends } = this.#surroundings;
    // Another balancer is told of extras only where the scenario wants something unusual.
    const usual = subjectConfig({ ...this.#scenario, balancer: usualBalancer() }, endpoint, backends);
    const options = this.#spec.kind === 'built-in' ? { extensions: true } : { unlike: usual };
    writeFileSync(this.#configFile, renderConfig(config, options));
  }

  /** Resolves when it answers over HTTP; rejects with `subject-failed` when it dies first, or after `deadlineMs`. */
  async ready(deadlineMs: number): Promise<void> {
    const until = Date.now() + deadlineMs;
    while (Date.now() < until) {
      if (this.#lastChild?.exit !== null) throw this.#death();
      if (await this.#answers()) {
        this.#ready = true;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    const where = formatAddress(this.#surroundings.endpoint);
    throw this.#failure(
      `did not answer on ${where} within ${deadlineMs / 1000} s. It must listen where its configuration says.`,
    );
  }

  /**
   * What the story does to it; what makes no sense at the moment (to kill what is dead) is left out. Resolves when it is
   * gone, or answers again; rejects as `ready` does.
   */
  async act(act: SubjectAct, tell: TellSubject, readyMs: number): Promise<void> {
    if ((this.#child === null) !== (act === 'start')) return;
    if (act === 'start') {
      tell('start', 0);
      this.#start();
      await this.ready(readyMs);
      tell('ready', 0);
      return;
    }
    tell(act === 'kill' ? 'sigkill' : 'sigterm', 0);
    const { shutdown = DEFAULTS.timeouts.shutdown } = this.#scenario.balancer.timeouts;
    const exit = await this.#end(act === 'kill' ? 0 : shutdown / 1000 + EXIT_GRACE_MS, () => tell('sigkill', 0));
    tell('exit', exit === null ? 0 : statusOf(exit));
  }

  /** Asks it to stop, and ends it when it takes too long. */
  async stop(): Promise<void> {
    await this.#end(STOP_GRACE_MS, () => {});
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    await this.#end(0, () => {});
  }

  #start(): void {
    const { endpoint, backends, directory, epoch, onDeath } = this.#surroundings;
    const spec = this.#spec;
    const configFile = this.#configFile;
    let child: Child;
    if (spec.kind === 'built-in') {
      const traceFile = `${directory}/lb.${this.traceFiles.length}.ndjson`;
      this.traceFiles.push(traceFile);
      const named = this.#scenario.backends.flatMap(({ name }, index) => {
        const address = backends[index];
        return address === undefined ? [] : [[formatAddress(address), name] as const];
      });
      const names = Object.fromEntries(named);
      const durable = wholeStory(this.#scenario).some((event) => event.do === 'subject' && event.act === 'kill');
      const order: SubjectOrder = { configFile, partsModule: spec.partsModule, traceFile, durable, names, epoch };
      child = new Child({ command: process.execPath, args: [SUBJECT_SCRIPT, JSON.stringify(order)], ipc: true });
    } else {
      const command = fillIn(spec.command, { config: configFile, host: endpoint.host, port: String(endpoint.port) });
      child = new Child({ command, args: [], shell: true });
    }
    this.#child = child;
    this.#lastChild = child;
    void child.exited.then(() => {
      // Whoever ends it lets go of it first.
      if (this.#child === child) onDeath(this.#death());
    });
  }

  /** Asks first when it is given time; `onLate` is called when that was not enough. */
  async #end(graceMs: number, onLate: () => void): Promise<ChildExit | null> {
    const child = this.#child ?? this.#lastChild;
    this.#child = null;
    if (child === null) return null;
    if (graceMs > 0 && child.exit === null) {
      child.signal('SIGTERM');
      const timer = setTimeout(() => {
        onLate();
        child.kill();
      }, graceMs);
      await child.exited;
      clearTimeout(timer);
    }
    // What it started itself goes too.
    child.kill();
    return child.exited;
  }

  #answers(): Promise<boolean> {
    const { clock, network, endpoint } = this.#surroundings;
    return new Promise((resolve) => {
      const reach = { clock, network, subject: endpoint, timeout: TRY_TIMEOUT };
      readPage(reach, '/lb/health', ({ status }) => resolve(status > 0));
    });
  }

  #death(): LbsimError {
    const exit = this.#lastChild?.exit ?? { code: null, signal: null };
    return this.#failure(`${describeExit(exit)} ${this.#ready ? 'during the run' : 'before it was ready'}.`);
  }

  #failure(what: string): LbsimError {
    const output = this.#lastChild?.tail ?? '';
    const said = output === '' ? 'It printed nothing.' : `Its last output:\n${output.replace(/^/gm, '  | ')}`;
    return new LbsimError('subject-failed', `The subject (${this.#spec.name}) ${what}\n${said}`);
  }
}

function fillIn(command: string, values: Readonly<Record<string, string>>): string {
  return command.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
