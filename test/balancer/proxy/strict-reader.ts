/**
 * Reads what the balancer wrote, with none of the project's own codec, and takes nothing but the one form in which the
 * balancer may write: what it makes of other people's bytes must leave no next reader a choice.
 */

export type FieldLine = readonly [name: string, value: string];

export interface StrictMessage {
  /** The start line without its end. */
  readonly start: string;
  /** The status of an answer, 0 for a request. */
  readonly status: number;
  readonly fields: readonly FieldLine[];
  readonly body: string;
  readonly trailers: readonly FieldLine[];
  /** Nothing is missing, as far as its framing tells. */
  readonly whole: boolean;
  /** Its end is the end of the connection. */
  readonly untilClose: boolean;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const REQUEST_LINE = new RegExp(`^${TOKEN} [\\x21-\\x22\\x24-\\x7e]+ HTTP/1\\.1$`);
const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e\x80-\xff]*$/;
const FIELD_LINE = new RegExp(`^(${TOKEN}):[ \\t]*(.*?)[ \\t]*$`, 's');
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

interface Section {
  readonly lines: readonly string[];
  readonly end: number;
}

interface Body {
  readonly body: string;
  readonly trailers: readonly FieldLine[];
  readonly end: number;
  readonly whole: boolean;
  readonly untilClose: boolean;
}

/** All requests in `text`; the last one may be cut short. Throws for what the balancer must never write. */
export function readStrictRequests(text: string): StrictMessage[] {
  return readAll(text, (start) => {
    if (!REQUEST_LINE.test(start)) throw new Error(`no request line: ${JSON.stringify(start)}`);
    return { status: 0, bodiless: false };
  });
}

/** All answers in `text`, interim ones included, to requests with these methods. Throws like the other one. */
export function readStrictResponses(text: string, methods: readonly string[]): StrictMessage[] {
  let answered = 0;
  return readAll(text, (start) => {
    const status = Number(STATUS_LINE.exec(start)?.[1] ?? 0);
    if (status === 0) throw new Error(`no status line: ${JSON.stringify(start)}`);
    if (status < 200) return { status, bodiless: true };
    const method = methods[answered++] ?? '';
    return { status, bodiless: method === 'HEAD' || status === 204 || status === 304 };
  });
}

function readAll(text: string, startOf: (line: string) => { status: number; bodiless: boolean }): StrictMessage[] {
  const messages: StrictMessage[] = [];
  for (let at = 0; at < text.length; ) {
    const section = readSection(text, at);
    if (section === null) {
      const cut = { start: text.slice(at), status: 0, fields: [], body: '', trailers: [] };
      messages.push({ ...cut, whole: false, untilClose: false });
      break;
    }
    const [start = '', ...lines] = section.lines;
    const { status, bodiless } = startOf(start);
    const fields = lines.map(fieldOf);
    const { end, ...body } = readBody(text, section.end, fields, bodiless, status > 0);
    messages.push({ start, status, fields, ...body });
    at = end;
  }
  return messages;
}

/** The lines up to the empty one, null when that has not come. */
function readSection(text: string, from: number): Section | null {
  const lines: string[] = [];
  for (let at = from; ; ) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return null;
    if (end === at) return { lines, end: end + 2 };
    lines.push(text.slice(at, end));
    at = end + 2;
  }
}

function fieldOf(line: string): FieldLine {
  const [, name = '', value = ''] = FIELD_LINE.exec(line) ?? [];
  if (name === '' || !VALUE.test(value)) throw new Error(`no field line: ${JSON.stringify(line)}`);
  return [name, value];
}

/** The values of a field, by its lower-case name. */
export function valuesOf(fields: readonly FieldLine[], name: string): string[] {
  return fields.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

function readBody(text: string, at: number, fields: readonly FieldLine[], bodiless: boolean, isAnswer: boolean): Body {
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (lengths.length + codings.length > 1) throw new Error('framed twice');
  const nothing = { body: '', trailers: [], end: at, whole: true, untilClose: false };
  const [length] = lengths;
  if (length !== undefined && !/^\d+$/.test(length)) throw new Error(`no length: ${length}`);
  if (codings.length > 0 && (codings[0] !== 'chunked' || bodiless)) throw new Error(`no coding: ${codings[0]}`);
  if (bodiless) return nothing;
  if (length !== undefined) {
    const body = text.slice(at, at + Number(length));
    return { ...nothing, body, end: at + body.length, whole: body.length === Number(length) };
  }
  if (codings.length > 0) return readChunks(text, at);
  return isAnswer ? { ...nothing, body: text.slice(at), end: text.length, untilClose: true } : nothing;
}

function readChunks(text: string, from: number): Body {
  let body = '';
  let at = from;
  const cut = () => ({ body, trailers: [], end: text.length, whole: false, untilClose: false });
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
    if (!(lineEnd < 0 ? /^[0-9a-f]*\r?$/ : /^[0-9a-f]+$/).test(line)) throw new Error(`no chunk size: ${line}`);
    if (lineEnd < 0) return cut();
    const size = Number.parseInt(line, 16);
    at = lineEnd + 2;
    if (size === 0) break;
    body += text.slice(at, at + size);
    at += size;
    if (text.length < at + 2) return cut();
    if (!text.startsWith('\r\n', at)) throw new Error('a chunk does not end where its size says');
    at += 2;
  }
  const section = readSection(text, at);
  if (section === null) return cut();
  return { body, trailers: section.lines.map(fieldOf), end: section.end, whole: true, untilClose: false };
}
