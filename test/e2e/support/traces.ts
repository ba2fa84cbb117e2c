/** What a run leaves on the machine: its processes and its listening sockets, as Linux shows them under /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessTrace {
  readonly pid: number;
  readonly commandLine: string;
}

/** Living processes whose command line holds all of `parts`. */
export function processesWith(...parts: readonly string[]): ProcessTrace[] {
  const found: ProcessTrace[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const commandLine = readOrNothing(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
    if (parts.every((part) => commandLine.includes(part))) found.push({ pid: Number(name), commandLine });
  }
  return found;
}

/** A listening socket; the number is the kernel's and tells it from a later one at the same address. */
export interface ListenerTrace {
  readonly host: string;
  readonly inode: number;
}

const LISTEN = '0A';

/** Listening IPv4 sockets on this machine. */
export function listeners(): ListenerTrace[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN)
    .map((columns) => ({ host: hostOf(columns[1] ?? ''), inode: Number(columns[9]) }));
}

/** `0100007F:1F90` is 127.0.0.1:8080: the address stands in the machine's byte order. */
function hostOf(column: string): string {
  const bytes = Buffer.from(column.slice(0, 8), 'hex').reverse();
  return bytes.join('.');
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} shows no resident memory.`);
  return Number(kilobytes) * 1024;
}

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used. */
export function processorSeconds(pid: number): number {
  const columns = readOrNothing(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(columns[11] ?? 0) + Number(columns[12] ?? 0)) / TICKS_PER_SECOND;
}
