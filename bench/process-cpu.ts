/** CPU time and memory of a process and all its descendants, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second: fixed at 100 for user space on Linux. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly residentPages: number;
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; fields are counted behind it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {
      pid,
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
      residentPages: Number(fields[21]),
    };
  } catch {
    return null;
  }
}

function tree(root: number): Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== null);
  const found: Stat[] = [];
  const visit = (pid: number): void => {
    const stat = all.find((other) => other.pid === pid);
    if (stat === undefined) return;
    found.push(stat);
    for (const child of all) if (child.parent === pid) visit(child.pid);
  };
  visit(root);
  return found;
}

/** User and system time spent so far, in µs. */
export function cpuMicros(root: number): number {
  return (tree(root).reduce((sum, stat) => sum + stat.ticks, 0) / TICKS_PER_SECOND) * 1e6;
}

/** Resident memory in MB. */
export function residentMb(root: number): number {
  return (tree(root).reduce((sum, stat) => sum + stat.residentPages, 0) * 4096) / 1e6;
}
