/** The subject's own numbers, as the last reading of `/lb/metrics` gave them. */
import type { History } from '../../sim/history/history.ts';
import { rowsOf } from './rows.ts';

export interface MetricsReading {
  readonly row: number;
  readonly whole: NumberGroup;
  readonly backends: readonly { readonly address: string; readonly state: string; readonly numbers: NumberGroup }[];
}

/** Values by name, as the JSON had them: whether they are numbers at all is for the check to say. */
export type NumberGroup = Readonly<Record<string, unknown>>;

const PREFIX = 'metrics ';

/** Whether the subject said that it has no such page: 404, the one answer that can't be a failure. */
export function hasNoMetrics(history: History): boolean {
  const row = lastMetricsRow(history);
  return row !== undefined && history.a[row] === 404;
}

/** The last reading, or why there is none to judge. */
export function lastMetrics(history: History): MetricsReading | string {
  const row = lastMetricsRow(history);
  if (row === undefined) return 'no reading of the metrics was taken';
  const status = history.a[row] as number;
  if (status !== 200) return `the subject shows no metrics (status ${status})`;
  const document = parsed(textOf(history, row).slice(PREFIX.length));
  if (document === null || !Array.isArray(document.backends)) return "the subject's metrics are not those of the lab";
  const backends = document.backends.filter(isObject).map((numbers) => {
    return { address: String(numbers.address ?? ''), state: String(numbers.state ?? ''), numbers };
  });
  return { row, whole: document, backends };
}

function lastMetricsRow(history: History): number | undefined {
  return rowsOf(history, 'lab.reading').findLast((row) => textOf(history, row).startsWith(PREFIX));
}

function textOf(history: History, row: number): string {
  return history.texts[history.text[row] as number] ?? '';
}

function parsed(text: string): NumberGroup | null {
  try {
    // Some writers put NaN and Infinity where JSON has no word for them: kept as strings, for the check to see.
    const value: unknown = JSON.parse(text.replace(/(:\s*)(-?(?:NaN|Infinity))\b/g, '$1"$2"'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is NumberGroup {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
