/**
 * Finds what a live run left behind, by looking at the system and not at the lab's own books: processes by a mark in
 * their environment, which everything they start inherits; listening sockets of this process; files by a temporary
 * directory of the test's own.
 */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Traces {
  readonly processes: readonly string[];
  readonly listening: readonly string[];
  readonly files: readonly string[];
}

export const NOTHING: Traces = { processes: [], listening: [], files: [] };

/** From its making on, everything that this process starts carries its mark. */
export class Watch {
  readonly directory: string;
  readonly #outer = process.env.TMPDIR;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'lbsim-test-'));
    process.env.TMPDIR = this.directory;
    process.env.LBSIM_TEST_MARK = this.directory;
  }

  /** What is there now. */
  traces(): Traces {
    return {
      processes: markedProcesses(this.directory).map(({ pid, command }) => `${pid} ${command}`),
      listening: ownListening(),
      files: readdirSync(this.directory),
    };
  }

  /** What is left when what is ending has ended; runs into its deadline only when something stays. */
  async leftovers(): Promise<Traces> {
    const until = Date.now() + 10_000;
    for (;;) {
      const traces = this.traces();
      const none = traces.processes.length + traces.listening.length + traces.files.length === 0;
      if (none || Date.now() > until) return traces;
      await pause();
    }
  }

  end(): void {
    for (const { pid } of markedProcesses(this.directory)) process.kill(pid, 'SIGKILL');
    if (this.#outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = this.#outer;
    delete process.env.LBSIM_TEST_MARK;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Until `what` is there, looking again and again: for states of the system that nobody announces. */
export async function eventually<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
  const until = Date.now() + 15_000;
  for (;;) {
    const seen = look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`too long without: ${what}`);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** A process's state as in /proc: R, S, T (stopped), ...; null when it is gone, though nobody may have asked how. */
export function stateOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  const state = stat?.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return state === undefined || state === 'Z' || state === 'X' ? null : state;
}

/** Processes in whose command line this text stands, among those with the mark. */
export function processesAbout(mark: string, text: string): number[] {
  return markedProcesses(mark)
    .filter(({ command }) => command.includes(text))
    .map(({ pid }) => pid);
}

/** Processes that carry the mark, with their command lines. */
export function markedProcesses(mark: string): { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const environment = read(`/proc/${pid}/environ`);
    if (environment?.includes(`LBSIM_TEST_MARK=${mark}\0`) !== true || stateOf(pid) === null) return [];
    return [{ pid, command: (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim() }];
  });
}

/** Addresses in 127.2 to 127.255 on which this process listens: the lab's blocks. */
function ownListening(): string[] {
  const inodes = new Set(
    readdirSync('/proc/self/fd').flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/self/fd/${fd}`) ?? '')?.[1];
      return inode === undefined ? [] : [inode];
    }),
  );
  return (read('/proc/self/net/tcp') ?? '').split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    if (state !== LISTEN || !inodes.has(inode)) return [];
    const [, d, c, b, a, port] = (/^(..)(..)(..)(..):(....)$/.exec(local) ?? []).map((hex) => Number.parseInt(hex, 16));
    return a === 127 && b !== undefined && b >= 2 ? [`${a}.${b}.${c}.${d}:${port}`] : [];
  });
}

const LISTEN = '0A';

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function link(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
