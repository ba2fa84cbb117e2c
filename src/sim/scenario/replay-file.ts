/** A CSV of recorded arrivals: a due time (in seconds) a line, or `due,method,path,bytes`. A header line is skipped. */
import type { Micros } from '../../kernel/clock.ts';
import { METHODS, type Method } from './load-spec.ts';
import { quote } from './words.ts';

export interface ReplayRows {
  /** Ascending. */
  readonly due: readonly Micros[];
  /** By row: an index into `kinds`, or -1 where the file says no more than a time. */
  readonly kindOf: readonly number[];
  readonly kinds: readonly { readonly method: Method; readonly path: string; readonly body: number }[];
}

const TIME = /^\d+(\.\d+)?$/;
const PATH = /^(\/[\w.~-]+)+$/;
const BYTES = /^\d{1,9}$/;
const LONGEST = 24 * 3600;

/** The rows of a file, or what is wrong with it in one sentence that begins with the line. */
export function readReplay(text: string): ReplayRows | string {
  const due: Micros[] = [];
  const kindOf: number[] = [];
  const kinds: { method: Method; path: string; body: number }[] = [];
  const known = new Map<string, number>();
  let last = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(',').map((cell) => cell.trim());
    const [time = '', method = '', path = '', bytes = '0'] = cells;
    if (line.trim() === '' || (due.length === 0 && index === 0 && !TIME.test(time))) continue;
    const where = `line ${index + 1}`;
    const at = Number(time);
    if (!TIME.test(time) || at > LONGEST)
      return `${where}: expected a time in seconds such as 0.25, found ${quote(time)}`;
    if (at < last) return `${where}: ${time} is before the line above it; times must ascend`;
    last = at;
    let kind = -1;
    if (cells.length > 1) {
      const verb = METHODS.find((one) => one === method);
      if (verb === undefined) return `${where}: expected one of ${METHODS.join(', ')}, found ${quote(method)}`;
      if (!PATH.test(path)) return `${where}: expected a path such as /r, found ${quote(path)}`;
      if (!BYTES.test(bytes)) return `${where}: expected a number of bytes, found ${quote(bytes)}`;
      if (cells.length > 4) return `${where}: expected due,method,path,bytes, found ${quote(line)}`;
      if (bytes !== '0' && (verb === 'GET' || verb === 'HEAD')) return `${where}: ${verb} carries no body`;
      const key = `${verb} ${path} ${Number(bytes)}`;
      kind = known.get(key) ?? kinds.push({ method: verb, path, body: Number(bytes) }) - 1;
      known.set(key, kind);
    }
    due.push(Math.round(at * 1e6));
    kindOf.push(kind);
  }
  return due.length === 0 ? 'it holds no request' : { due, kindOf, kinds };
}
