/** A program that a test has started: what it prints, how it ends. It never outlives the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './built.ts';
import { atEnd } from './cleanup.ts';
import { within } from './until.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** On top of an environment without anything that changes colours. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it gets on its standard input. */
  readonly input?: string;
  /** Nobody reads what it prints: its output is closed at once. */
  readonly closeOutput?: boolean;
}

/** Node compiles the same modules over and over here, which is most of what a short command does. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/lbsim-e2e');
const END_MS = 60_000;
const GRACE_MS = 5_000;

export class Program {
  stdout = '';
  stderr = '';
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<Ended>;
  readonly #watchers = new Set<() => void>();

  constructor(command: string, args: readonly string[], { cwd, env, input, closeOutput }: ProgramOptions = {}) {
    this.#name = [command, ...args].join(' ').slice(0, 200);
    this.#process = spawn(command, args, {
      env: { ...plainEnvironment(), ...env },
      stdio: 'pipe',
      ...(cwd && { cwd }),
    });
    this.#process.stdin?.on('error', () => {}).end(input);
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#tell();
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#tell();
    });
    if (closeOutput === true) this.closeOutput();
    this.#ended = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      this.#process.on('close', (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
        this.#tell();
      });
    });
    this.#ended.catch(() => {});
    atEnd(() => this.#finish());
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${this.#name} was not started`);
    return pid;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** From now on nobody reads what it prints. */
  closeOutput(): void {
    this.#process.stdout?.destroy();
  }

  /** Resolves when it has ended and all it printed is read. */
  ended(ms = END_MS): Promise<Ended> {
    return within(ms, () => `the end of ${this.#story()}`, this.#ended);
  }

  /** Resolves with the match when the program has printed it, on either stream. */
  async printed(pattern: RegExp, ms = END_MS): Promise<RegExpExecArray> {
    let watch = (): void => {};
    const match = new Promise<RegExpExecArray>((resolve, reject) => {
      watch = () => {
        const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        if (found !== null) resolve(found);
        else if (!this.running) reject(new Error(`It ended without printing ${pattern}: ${this.#story()}`));
      };
    });
    this.#watchers.add(watch);
    watch();
    try {
      return await within(ms, () => `${pattern} from ${this.#story()}`, match);
    } finally {
      this.#watchers.delete(watch);
    }
  }

  #tell(): void {
    for (const watch of this.#watchers) watch();
  }

  #story(): string {
    return `${this.#name}\nstdout: ${this.stdout.slice(-2000)}\nstderr: ${this.stderr.slice(-2000)}`;
  }

  /** In good order first, so that it can end what it started itself. */
  async #finish(): Promise<void> {
    if (this.#process.pid === undefined || !this.running) return;
    this.#process.kill('SIGCONT');
    this.#process.kill('SIGTERM');
    await this.ended(GRACE_MS).catch(() => {
      this.#process.kill('SIGKILL');
    });
    await this.#ended;
  }
}

/** Nothing of the caller's terminal, so that a test sees the same from everywhere. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'NODE_OPTIONS']) delete env[name];
  for (const name of Object.keys(env)) if (/^(npm_|VITEST)/i.test(name)) delete env[name];
  return { ...env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NODE_COMPILE_CACHE: COMPILE_CACHE };
}
