/** One row as one line of NDJSON, and back, with names instead of numbers. */
import { LbsimError } from '../../kernel/errors.ts';
import {
  EVENT_CODE,
  EVENT_KINDS,
  EVENT_SCHEMA,
  type EventColumns,
  type EventKind,
  OUTCOMES,
  type Outcome,
} from './event.ts';
import { type HistoryRow, NONE } from './history.ts';
import { formatLine, LINE_LAYOUTS, type LineLayout } from './ndjson-layout.ts';

/** A row that stands in no history yet. */
export type LooseRow = Omit<HistoryRow, 'index'>;

/** The row as a line, with its line feed. Columns that its kind does not have are left out. */
export function encodeRow(row: LooseRow): string {
  return formatLine(
    LINE_LAYOUTS[EVENT_CODE[row.kind]] as LineLayout,
    row.time,
    JSON.stringify(row.actor),
    row.peer === null ? '' : JSON.stringify(row.peer),
    row.req,
    row.conn,
    row.a,
    row.b,
    row.text === '' ? '' : JSON.stringify(row.text),
  );
}

/** Reads one line; `line` is its number in the file, for the error. */
export function decodeRow(text: string, line = 1): LooseRow {
  const values = parseObject(text, line);
  const kind = kindOf(values.e, line);
  const columns: EventColumns = EVENT_SCHEMA[kind];
  const { peer, req, conn, a, b, text: word } = columns;
  const row: LooseRow = {
    time: timeOf(values.t, line),
    kind,
    actor: stringOf('actor', values.actor, line),
    peer: peer === undefined || values[peer] === undefined ? null : stringOf(peer, values[peer], line),
    req: req === undefined || values[req] === undefined ? NONE : idOf(req, values[req], line),
    conn: conn === undefined || values[conn] === undefined ? NONE : idOf(conn, values[conn], line),
    a: a === undefined ? 0 : integerOf(a, values[a], line),
    b: b === undefined ? 0 : secondOf(b, values[b], line),
    text: word === undefined || values[word] === undefined ? '' : stringOf(word, values[word], line),
  };
  for (const name in values)
    if (!KNOWN_NAMES[EVENT_CODE[kind]]?.has(name)) throw wrong(line, `${kind} has no "${name}"`);
  return row;
}

/** What may stand in a line, by kind number. */
const KNOWN_NAMES: readonly ReadonlySet<string>[] = EVENT_KINDS.map(
  (kind) => new Set(['t', 'e', 'actor', ...Object.values(EVENT_SCHEMA[kind])]),
);

/** The values of a JSON object by name. */
export function parseObject(text: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong(line, `not JSON: ${excerpt(text.trimEnd())}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(line, `not an object: ${excerpt(text.trimEnd())}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** The error for a history that can't be read. */
export function wrong(line: number, problem: string): LbsimError {
  return new LbsimError('invalid-file', `history, line ${line}: ${problem}`);
}

/** A value as it stood in the file, short enough for a message. */
export function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function kindOf(value: unknown, line: number): EventKind {
  if (typeof value !== 'string' || !Object.hasOwn(EVENT_CODE, value)) {
    throw wrong(line, `"e" must be a known event, not ${excerpt(value)}`);
  }
  return value as EventKind;
}

function timeOf(value: unknown, line: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw wrong(line, `"t" must be a time in µs, not ${excerpt(value)}`);
  }
  return value;
}

function stringOf(name: string, value: unknown, line: number): string {
  if (typeof value !== 'string') throw wrong(line, `"${name}" must be a string, not ${excerpt(value)}`);
  return value;
}

function integerOf(name: string, value: unknown, line: number): number {
  // The columns hold 32 bits: anything else would come out as a different number.
  if (typeof value !== 'number' || (value | 0) !== value) {
    throw wrong(line, `"${name}" must be a 32-bit integer, not ${excerpt(value)}`);
  }
  return value;
}

function idOf(name: string, value: unknown, line: number): number {
  const id = integerOf(name, value, line);
  if (id < 0) throw wrong(line, `"${name}" must not be negative, but is ${id}`);
  return id;
}

function secondOf(name: string, value: unknown, line: number): number {
  if (name !== 'outcome') return integerOf(name, value, line);
  const outcome = OUTCOMES.indexOf(value as Outcome);
  if (outcome < 0) throw wrong(line, `"outcome" must be ${OUTCOMES.join(', ')}, not ${excerpt(value)}`);
  return outcome;
}
