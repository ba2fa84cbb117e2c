/**
 * A process that the lab started. It gets a process group of its own, so that Ctrl-C reaches the lab alone and the
 * lab can end the whole group; what it prints is kept up to a limit; nothing of it outlives the lab.
 */
import { type ChildProcess, spawn } from 'node:child_process';

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

const alive = new Set<Child>();

// The last resort: whatever way the lab ends, short of SIGKILL, its children go first.
process.on('exit', () => {
  for (const child of alive) child.kill();
});

export class Child {
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<ChildExit>;
  exit: ChildExit | null = null;
  readonly #process: ChildProcess;
  #output = '';

  constructor({ command, args, shell = false, ipc = false, env }: ChildSpec) {
    this.#process = spawn(command, args, {
      shell,
      detached: true,
      stdio: ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      ...(env === undefined ? {} : { env }),
    });
    alive.add(this);
    this.#process.stdout?.on('data', (chunk: Buffer) => this.#keep(chunk));
    this.#process.stderr?.on('data', (chunk: Buffer) => this.#keep(chunk));
    this.exited = new Promise((resolve) => {
      const gone = (exit: ChildExit): void => {
        alive.delete(this);
        this.exit = exit;
        resolve(exit);
      };
      this.#process.on('exit', (code, signal) => gone({ code, signal }));
      this.#process.on('error', (error) => {
        this.#output += `${error.message}\n`;
        if (this.#process.pid === undefined) gone({ code: null, signal: null });
      });
    });
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

  signal(signal: NodeJS.Signals): void {
    if (this.exit === null) this.#process.kill(signal);
  }

  /** Ends the whole group at once. */
  kill(): void {
    const { pid } = this.#process;
    if (pid === undefined || this.exit !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  /** The last lines it printed. */
  get tail(): string {
    return this.#output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  #keep(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString('utf8')).slice(-OUTPUT_CHARACTERS_MAX);
  }
}

/** How an exit reads in a sentence. */
export function describeExit({ code, signal }: ChildExit): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? 'could not be started' : `exited with status ${code}`;
}
