/**
 * Where a benchmark plays: a temporary directory and processes pinned to processors. Both are gone at the end, however
 * it comes: done, failed, Ctrl-C, or killed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_CODES, ExitCode } from '../../src/cli/exit-codes.ts';
import { Interrupt } from '../../src/cli/interrupt.ts';
import { LbsimError } from '../../src/kernel/errors.ts';
import { Child, describeExit } from '../../src/sim/live/child.ts';

/** A list of processors as taskset takes it. */
export type Cores = '0' | '1' | '0-1';

export interface Launch {
  readonly argv: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), 'lbsim-bench-'));
  readonly #children = new Set<Child>();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#kill(), { once: true });
    process.on('exit', () => rmSync(this.directory, { recursive: true, force: true }));
  }

  /** Starts a program that runs until the stage is cleared. Throws `interrupted` after Ctrl-C. */
  start({ argv, env }: Launch, cores: Cores): Child {
    this.#check();
    const child = new Child({
      command: 'taskset',
      args: ['-c', cores, ...argv],
      env: { ...process.env, ...env },
    });
    this.#children.add(child);
    void child.exited.then(() => this.#children.delete(child));
    return child;
  }

  /** Runs a program to its end; gives the last lines it printed. Rejects with `environment-failed` when it fails. */
  async run(argv: readonly string[], cores: Cores): Promise<string> {
    const child = this.start({ argv }, cores);
    const exit = await child.exited;
    this.#check();
    if (exit.code === 0) return child.tail;
    throw new LbsimError('environment-failed', `${argv[0]} ${describeExit(exit)}\n${child.tail}`);
  }

  /** Rejects with `interrupted` after Ctrl-C. */
  async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#signal }).catch(() => {});
    this.#check();
  }

  async clear(): Promise<void> {
    this.#kill();
    await Promise.all([...this.#children].map((child) => child.exited));
    rmSync(this.directory, { recursive: true, force: true });
  }

  #kill(): void {
    for (const child of this.#children) child.kill();
  }

  #check(): void {
    if (this.#signal.aborted) throw new LbsimError('interrupted', 'Interrupted.');
  }
}

/** Gives `work` a stage and clears it afterwards. What `work` resolves to, or the kind of its error, is the exit code. */
export async function onStage(work: (stage: Stage) => Promise<ExitCode>): Promise<void> {
  const { signal } = new Interrupt();
  const stage = new Stage(signal);
  try {
    process.exitCode = await work(stage);
  } catch (error) {
    if (signal.aborted) process.exitCode = ExitCode.Interrupted;
    else if (error instanceof LbsimError) process.exitCode = complain(error);
    else throw error;
  } finally {
    await stage.clear();
  }
}

/** Says what went wrong; gives the exit code for it. */
function complain(error: LbsimError): ExitCode {
  console.error(`bench: ${error.message}`);
  return ERROR_CODES[error.code];
}
