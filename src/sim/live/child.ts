/**
 * A process that the lab started. It gets a process group of its own, so that Ctrl-C reaches the lab alone and the
 * lab can end the whole group; what it prints is kept up to a limit; nothing of it outlives the lab.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { forget, watch } from './guardian.ts';

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Run through the shell: `command` is a whole command line. */
  readonly shell?: boolean;
  /** Gives it a message channel; the child is to end itself when the channel closes. */
  readonly ipc?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

const OUTPUT_CHARACTERS_MAX = 64 * 1024;
const TAIL_LINES = 32;
/** What it printed last may still be under way when it is gone; somebody who inherited the pipe may hold it open. */
const OUTPUT_GRACE_MS = 500;

const alive = new Set<Child>();

// The last resort: whatever way the lab ends, its children go first; after SIGKILL the guardian sees to that.
process.on('exit', () => {
  for (const child of alive) child.kill();
});

export class Child {
  /** Resolves when the process is gone and its output is read; never rejects. */
  readonly exited: Promise<ChildExit>;
  exit: ChildExit | null = null;
  readonly #process: ChildProcess;
  #output = '';
  /** The process itself is gone, though its output may still be read. */
  #gone = false;

  constructor({ command, args, shell = false, ipc = false, env }: ChildSpec) {
    this.#process = spawn(command, args, {
      shell,
      detached: true,
      stdio: ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      ...(env === undefined ? {} : { env }),
    });
    alive.add(this);
    if (this.#process.pid !== undefined) watch(this.#process.pid);
    this.#keepOutput(this.#process.stdout);
    this.#keepOutput(this.#process.stderr);
    this.exited = this.#awaitExit();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#process.on('message', listener);
  }

  send(message: object): void {
    // An error here means that the process is gone, which `exited` tells.
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  /** Sends a signal to the whole group: a shell in front of the program must not swallow it. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#gone) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  /** Ends the whole group at once. */
  kill(): void {
    this.signal('SIGKILL');
  }

  /** The last lines it printed. */
  get tail(): string {
    return this.#output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  #awaitExit(): Promise<ChildExit> {
    const child = this.#process;
    return new Promise((resolve) => {
      let grace: NodeJS.Timeout | undefined;
      const finish = (exit: ChildExit): void => {
        clearTimeout(grace);
        if (this.exit !== null) return;
        this.exit = exit;
        resolve(exit);
      };
      child.on('exit', (code, signal) => {
        // What it started goes with it. Later its number may be somebody else's.
        this.kill();
        this.#leave();
        grace = setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
          finish({ code, signal });
        }, OUTPUT_GRACE_MS);
      });
      child.on('close', (code, signal) => finish({ code, signal }));
      child.on('error', (error) => {
        this.#keep(`${error.message}\n`);
        if (child.pid !== undefined) return;
        this.#leave();
        finish({ code: null, signal: null });
      });
    });
  }

  #leave(): void {
    this.#gone = true;
    alive.delete(this);
    if (this.#process.pid !== undefined) forget(this.#process.pid);
  }

  #keepOutput(stream: Readable | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS_MAX);
  }
}

/** An exit as a shell would say it: 128 and the signal's number, where a signal ended it. */
export function statusOf({ code, signal }: ChildExit): number {
  return signal === null ? (code ?? 127) : 128 + constants.signals[signal];
}

/** How an exit reads in a sentence. */
export function describeExit({ code, signal }: ChildExit): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? 'could not be started' : `exited with status ${code}`;
}
