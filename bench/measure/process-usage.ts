/** CPU time and memory of a process and all its descendants, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second: fixed at 100 for user space on Linux. */
const TICKS_PER_SECOND = 100;

export interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of all its threads, in ticks. */
  readonly ticks: number;
}

/** Of the text of `/proc/PID/stat`. */
export function parseStat(text: string): Stat {
  // The name in brackets may hold anything; fields are counted behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}

/** Resident bytes, of the text of `/proc/PID/status`; 0 for a process without memory of its own. */
export function parseResident(text: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** The process `root` and its descendants among `all`. */
export function treeOf(root: number, all: readonly Stat[]): readonly Stat[] {
  const own = all.filter(({ pid }) => pid === root);
  const children = all.filter(({ parent }) => parent === root);
  return own.concat(children.flatMap(({ pid }) => treeOf(pid, all)));
}

/** User and system time spent so far, in µs, to 10 ms; 0 when the process is gone. */
export function cpuMicros(root: number): number {
  return (readTree(root).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND) * 1e6;
}

/** Resident memory in MB; 0 when the process is gone. */
export function residentMb(root: number): number {
  const texts = readTree(root).map(({ pid }) => read(`/proc/${pid}/status`));
  return texts.reduce((sum, text) => sum + (text === null ? 0 : parseResident(text)), 0) / 1e6;
}

function readTree(root: number): readonly Stat[] {
  const texts = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(`/proc/${name}/stat`));
  const all = texts.filter((text) => text !== null).map(parseStat);
  return treeOf(root, all);
}

/** Null when the process ended meanwhile. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
