/** Latencies from a CSV file: the first column, a duration a line; or plain numbers under a head that ends in a unit. */
import type { Micros } from '../../kernel/clock.ts';
import { parseDuration } from '../../kernel/units.ts';
import { quote } from './words.ts';

/** More would not go through the command line of a backend's process. */
const VALUES_MAX = 10_000;
const LONGEST: Micros = 24 * 3600e6;

/** The values, or what is wrong with the text. */
export function parseTrace(text: string): readonly Micros[] | string {
  const values: Micros[] = [];
  let unit = '';
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cell = (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1');
    if (cell === '' || cell.startsWith('#')) continue;
    const value = parseDuration(/^[\d.]+$/.test(cell) ? cell + unit : cell);
    if (value !== null && value <= LONGEST) values.push(value);
    else if (values.length === 0 && unit === '' && /^[A-Za-z]/.test(cell)) unit = unitOf(cell);
    else
      return `line ${index + 1}: expected a duration such as 4.2ms of at most 24h, found ${quote(cell)}${unitHint(cell, unit)}`;
    if (values.length > VALUES_MAX) return `more than ${VALUES_MAX} values`;
  }
  return values.length === 0 ? 'no value in it' : values;
}

/** `latency_ms`, `ms`, `took (us)`: the unit of the numbers below; none is as good as seconds to nobody. */
function unitOf(head: string): string {
  return /(?:^|[^A-Za-z])(us|µs|ms|s)\)?$/.exec(head)?.[1] ?? ' ';
}

function unitHint(cell: string, unit: string): string {
  return /^[\d.]+$/.test(cell) && unit.trim() === '' ? '; give it a unit, or a first line such as latency_ms' : '';
}
