/**
 * A whole history as NDJSON, and back. The first line says what is known of the run (`{"lbsim":1,...}`), every other
 * line is a row, with the column names of `EVENT_SCHEMA`. Equal histories give equal bytes: the digest rests on that.
 */
import { History, type HistoryMeta, NONE } from './history.ts';
import { formatLine, LINE_LAYOUTS, type LineLayout } from './ndjson-layout.ts';
import { decodeRow, excerpt, type LooseRow, parseObject, wrong } from './ndjson-row.ts';

/** The version of the format; a reader refuses any other. */
const NDJSON_VERSION = 1;

/** About this many characters a chunk: few enough calls for the writer, little enough memory. */
const CHUNK = 1 << 16;

/** The file in chunks. Joined and written as UTF-8 they are `history.ndjson`. */
export function* encodeHistory(history: History): Iterable<string> {
  const actors = history.actors.map((name) => JSON.stringify(name));
  const texts = history.texts.map((text) => (text === '' ? '' : JSON.stringify(text)));
  const { time, kind, actor, peer, req, conn, a, b, text, length } = history;
  let chunk = encodeHeader(history.meta);
  for (let row = 0; row < length; row++) {
    chunk += formatLine(
      LINE_LAYOUTS[kind[row] as number] as LineLayout,
      time[row] as number,
      actors[actor[row] as number] ?? '""',
      peer[row] === NONE ? '' : (actors[peer[row] as number] ?? ''),
      req[row] as number,
      conn[row] as number,
      a[row] as number,
      b[row] as number,
      text[row] === NONE ? '' : (texts[text[row] as number] ?? ''),
    );
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Reads what `encodeHistory` wrote; an `LbsimError` names the line that is wrong. */
export function decodeHistory(text: string): History {
  let line = 1;
  let end = endOfLine(text, 0);
  const history = new History(decodeHeader(text.slice(0, end)));
  let last = Number.NEGATIVE_INFINITY;
  for (let start = end + 1; start < text.length; start = end + 1) {
    end = endOfLine(text, start);
    const row = decodeRow(text.slice(start, end), ++line);
    if (row.time < last) throw wrong(line, `time goes back from ${last} to ${row.time}`);
    last = row.time;
    appendRow(history, row);
  }
  return history;
}

/** Appends a row that stands in no history yet. */
export function appendRow(history: History, row: LooseRow): void {
  history.append(
    row.time,
    row.kind,
    history.actorId(row.actor),
    row.peer === null ? NONE : history.actorId(row.peer),
    row.req,
    row.conn,
    row.a,
    row.b,
    row.text === '' ? NONE : history.textId(row.text),
  );
}

function encodeHeader(meta: HistoryMeta): string {
  const { scenario, seed, world, subject, traced, clientHosts, backendAddresses, subjectAddress } = meta;
  // Spelled out, so that the bytes don't depend on the order in which someone built the object.
  const known = { scenario, seed, world, subject, traced, clientHosts, backendAddresses, subjectAddress };
  return `${JSON.stringify({ lbsim: NDJSON_VERSION, ...known })}\n`;
}

function decodeHeader(text: string): HistoryMeta {
  const values = parseObject(text, 1);
  if (values.lbsim !== NDJSON_VERSION) {
    throw wrong(1, `"lbsim" must be ${NDJSON_VERSION}, the version of the format, not ${excerpt(values.lbsim)}`);
  }
  const { world } = values;
  if (world !== 'virtual' && world !== 'live') throw wrong(1, `"world" must be virtual or live, not ${excerpt(world)}`);
  return {
    scenario: field(values, 'scenario', isString),
    seed: field(values, 'seed', isNumber),
    world,
    subject: field(values, 'subject', isString),
    traced: field(values, 'traced', isBoolean),
    clientHosts: field(values, 'clientHosts', isNames),
    backendAddresses: field(values, 'backendAddresses', isNames),
    subjectAddress: field(values, 'subjectAddress', isString),
  };
}

function field<T>(values: Readonly<Record<string, unknown>>, name: string, is: (value: unknown) => value is T): T {
  const value = values[name];
  if (!is(value)) throw wrong(1, `"${name}" is missing or wrong: ${excerpt(value)}`);
  return value;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNames(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isString);
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}
