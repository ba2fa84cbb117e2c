/** The balancer in the middle of a live run: started with a configuration file, awaited, watched, and ended. */
import { writeFileSync } from 'node:fs';
import { renderConfig } from '../../balancer/config/toml.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import { formatAddress } from '../actors/address.ts';
import { readPage } from '../actors/reader.ts';
import { usualBalancer } from '../scenario/balancer.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { subjectConfig } from '../subject-config.ts';
import { Child, describeExit } from './child.ts';
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
/** How long a subject may take over SIGTERM before it is killed. */
const STOP_GRACE_MS = 2_000;

export class LiveSubject {
  readonly traced: boolean;
  /** What a traced subject tells of itself. */
  readonly traceFile: string;
  readonly #spec: SubjectSpec;
  readonly #surroundings: SubjectSurroundings;
  readonly #child: Child;
  #stopping = false;

  constructor(spec: SubjectSpec, scenario: Scenario, surroundings: SubjectSurroundings) {
    const { directory, endpoint, backends } = surroundings;
    this.#spec = spec;
    this.#surroundings = surroundings;
    this.traced = spec.kind === 'built-in';
    this.traceFile = `${directory}/lb.ndjson`;
    const configFile = `${directory}/config.toml`;
    const config = subjectConfig(scenario, endpoint, backends);
    // Another balancer is told of extras only where the scenario wants something unusual.
    const usual = subjectConfig({ ...scenario, balancer: usualBalancer() }, endpoint, backends);
    writeFileSync(
      configFile,
      renderConfig(config, spec.kind === 'built-in' ? { extensions: true } : { unlike: usual }),
    );
    if (spec.kind === 'built-in') {
      const order: SubjectOrder = {
        configFile,
        partsModule: spec.partsModule,
        traceFile: this.traceFile,
        names: Object.fromEntries(
          scenario.backends.flatMap(({ name }, index) => {
            const endpoint = backends[index];
            return endpoint === undefined ? [] : [[formatAddress(endpoint), name]];
          }),
        ),
        epoch: surroundings.epoch,
      };
      this.#child = new Child({ command: process.execPath, args: [SUBJECT_SCRIPT, JSON.stringify(order)], ipc: true });
    } else {
      const command = fillIn(spec.command, { config: configFile, host: endpoint.host, port: String(endpoint.port) });
      this.#child = new Child({ command, args: [], shell: true });
    }
    void this.#child.exited.then(() => {
      if (!this.#stopping) surroundings.onDeath(this.#death());
    });
  }

  /** Resolves when it answers over HTTP; rejects with `subject-failed` when it dies first, or after `deadlineMs`. */
  async ready(deadlineMs: number): Promise<void> {
    const until = Date.now() + deadlineMs;
    while (Date.now() < until) {
      if (this.#child.exit !== null) throw this.#death();
      if (await this.#answers()) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    const where = formatAddress(this.#surroundings.endpoint);
    throw this.#failure(
      `did not answer on ${where} within ${deadlineMs / 1000} s. It must listen where its configuration says.`,
    );
  }

  /** Asks it to stop, and ends it when it takes too long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.signal('SIGTERM');
    const timer = setTimeout(() => this.#child.kill(), STOP_GRACE_MS);
    await this.#child.exited;
    clearTimeout(timer);
    // What it started itself goes too.
    this.#child.kill();
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.#stopping = true;
    this.#child.kill();
    await this.#child.exited;
  }

  #answers(): Promise<boolean> {
    const { clock, network, endpoint } = this.#surroundings;
    return new Promise((resolve) => {
      readPage(clock, network, endpoint, '/lb/health', TRY_TIMEOUT, ({ status }) => resolve(status > 0));
    });
  }

  #death(): LbsimError {
    return this.#failure(`${describeExit(this.#child.exit ?? { code: null, signal: null })} during the run.`);
  }

  #failure(what: string): LbsimError {
    const output = this.#child.tail;
    const said = output === '' ? 'It printed nothing.' : `Its last output:\n${output.replace(/^/gm, '  | ')}`;
    return new LbsimError('subject-failed', `The subject (${this.#spec.name}) ${what}\n${said}`);
  }
}

function fillIn(command: string, values: Readonly<Record<string, string>>): string {
  return command.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
