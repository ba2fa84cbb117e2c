import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LbsimError } from '../../../src/kernel/errors.ts';
import { EVENT_KINDS, EVENT_SCHEMA, type EventColumns, type EventKind } from '../../../src/sim/history/event.ts';
import { History, type HistoryMeta, type HistoryRow, NONE } from '../../../src/sim/history/history.ts';
import { decodeHistory, encodeHistory } from '../../../src/sim/history/ndjson.ts';
import { decodeRow, encodeRow, type LooseRow } from '../../../src/sim/history/ndjson-row.ts';
import { LineSink } from '../../../src/sim/history/ndjson-sink.ts';
import type { EventSink } from '../../../src/sim/history/sink.ts';

const META: HistoryMeta = {
  scenario: 'small',
  seed: 7,
  world: 'virtual',
  subject: 'built-in',
  traced: true,
  clientHosts: { c1: '10.1.0.1' },
  backendAddresses: { b1: '10.2.0.1:8000' },
  subjectAddress: '10.0.0.1:8080',
};

function add(sink: EventSink, row: LooseRow): void {
  sink.append(
    row.time,
    row.kind,
    sink.actorId(row.actor),
    row.peer === null ? NONE : sink.actorId(row.peer),
    row.req,
    row.conn,
    row.a,
    row.b,
    sink.textId(row.text),
  );
}

function historyOf(rows: readonly LooseRow[], meta: HistoryMeta = META): History {
  const history = new History(meta);
  for (const row of rows) add(history, row);
  return history;
}

function rowsOf(history: History): LooseRow[] {
  return Array.from({ length: history.length }, (_, i): LooseRow => {
    const { index: _index, ...row }: HistoryRow = history.row(i);
    return row;
  });
}

const text = (history: History): string => [...encodeHistory(history)].join('');

const name = fc.oneof(fc.constantFrom('b1', 'c17', 'lb', '__proto__'), fc.string({ unit: 'binary', minLength: 1 }));
const id = fc.oneof(fc.constant(NONE), fc.integer({ min: 0, max: 0x7fff_ffff }));
const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

/** Any row its kind can have. */
function rowOfKind(kind: EventKind): fc.Arbitrary<LooseRow> {
  const columns: EventColumns = EVENT_SCHEMA[kind];
  return fc.record({
    time: fc.nat(),
    kind: fc.constant(kind),
    actor: name,
    peer: columns.peer === undefined ? fc.constant(null) : fc.option(name),
    req: columns.req === undefined ? fc.constant(NONE) : id,
    conn: columns.conn === undefined ? fc.constant(NONE) : id,
    a: columns.a === undefined ? fc.constant(0) : int32,
    b: columns.b === undefined ? fc.constant(0) : columns.b === 'outcome' ? fc.nat({ max: 2 }) : int32,
    text: columns.text === undefined ? fc.constant('') : fc.string({ unit: 'binary' }),
  });
}

const anyRow = fc.constantFrom(...EVENT_KINDS).chain(rowOfKind);
const anyRows = fc.array(anyRow, { maxLength: 60 }).map((rows) => rows.toSorted((x, y) => x.time - y.time));

const DONE: LooseRow = {
  time: 1234,
  kind: 'client.done',
  actor: 'c3',
  peer: 'b2',
  req: 17,
  conn: 4,
  a: 200,
  b: 0,
  text: '',
};

describe('a row as a line', () => {
  it('names its columns, in order, and leaves out what it has not', () => {
    expect(encodeRow(DONE)).toBe(
      '{"t":1234,"e":"client.done","actor":"c3","backend":"b2","req":17,"conn":4,"status":200,"outcome":"ok"}\n',
    );
    expect(encodeRow({ ...DONE, peer: null, conn: NONE, a: 0, b: 2, text: 'time-out' })).toBe(
      '{"t":1234,"e":"client.done","actor":"c3","req":17,"status":0,"outcome":"unknown","problem":"time-out"}\n',
    );
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        expect(decodeRow(encodeRow(row))).toEqual(row);
      }),
    );
  });

  it.each([
    ['{"t":1,"e":"client.done"', 'line 9: not JSON: {"t":1,"e":"client.done"'],
    ['[1]', 'not an object: [1]'],
    ['{"t":1,"e":"client.dnoe","actor":"c1"}', '"e" must be a known event, not client.dnoe'],
    ['{"t":"1","e":"backend.open","actor":"b1"}', '"t" must be a time in µs, not 1'],
    ['{"t":1,"e":"backend.open"}', '"actor" must be a string, not nothing'],
    ['{"t":1,"e":"backend.open","actor":"b1","conn":-1}', '"conn" must not be negative, but is -1'],
    ['{"t":1,"e":"backend.open","actor":"b1","conn":4294967296}', '"conn" must be a 32-bit integer, not 4294967296'],
    ['{"t":1,"e":"backend.open","actor":"b1","con":1}', 'backend.open has no "con"'],
    ['{"t":1,"e":"client.done","actor":"c1","status":200}', '"outcome" must be ok, failed, unknown, not nothing'],
    ['{"t":1,"e":"lag","actor":"c1"}', '"lag" must be a 32-bit integer, not nothing'],
  ])('says what is wrong with %s', (line, message) => {
    expect(() => decodeRow(line, 9)).toThrow(LbsimError);
    expect(() => decodeRow(line, 9)).toThrow(message);
  });
});

describe('a history as NDJSON', () => {
  it('begins with what is known of the run', () => {
    const [header, ...rest] = text(historyOf([DONE])).split('\n');
    expect(JSON.parse(header ?? '')).toEqual({ lbsim: 1, ...META });
    expect(rest).toEqual([encodeRow(DONE).trimEnd(), '']);
  });

  it('comes back as it was, and as the same bytes', () => {
    fc.assert(
      fc.property(anyRows, fc.dictionary(name, fc.string()), (rows, clientHosts) => {
        const meta = { ...META, clientHosts };
        const encoded = text(historyOf(rows, meta));
        const decoded = decodeHistory(encoded);
        expect(rowsOf(decoded)).toEqual(rows);
        expect(decoded.meta).toEqual(meta);
        expect(text(decoded)).toBe(encoded);
      }),
    );
  });

  it('does not depend on the order of the keys it was told', () => {
    const { scenario, ...others } = META;
    expect(text(historyOf([], { ...others, scenario }))).toBe(text(historyOf([], META)));
  });

  it('is what single rows and a line sink write', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const lines: string[] = [];
        const sink = new LineSink((line) => lines.push(line));
        for (const row of rows) add(sink, row);
        expect(lines).toEqual(rows.map(encodeRow));
        const [, ...encoded] = text(historyOf(rows)).split('\n').slice(0, -1);
        expect(lines.map((line) => line.trimEnd())).toEqual(encoded);
      }),
    );
  });

  it('comes in pieces, so that a long run needs no long string', () => {
    const history = historyOf(Array.from({ length: 5000 }, () => DONE));
    const chunks = [...encodeHistory(history)];
    expect(chunks.length).toBeGreaterThan(5);
    expect(decodeHistory(chunks.join('')).length).toBe(5000);
  });

  it('names the line that is wrong', () => {
    const header = text(historyOf([]));
    const row = encodeRow(DONE);
    expect(() => decodeHistory(`${header}${row}nonsense\n`)).toThrow('history, line 3: not JSON: nonsense');
    expect(() => decodeHistory(`${header}${row}${encodeRow({ ...DONE, time: 1233 })}`)).toThrow(
      'history, line 3: time goes back from 1234 to 1233',
    );
    expect(() => decodeHistory(row)).toThrow('history, line 1: "lbsim" must be 1');
    expect(() => decodeHistory('')).toThrow('history, line 1: not JSON');
    expect(() => decodeHistory(header.replace('"virtual"', '"real"'))).toThrow('"world" must be virtual or live');
    expect(() => decodeHistory(header.replace('"seed":7', '"seed":"7"'))).toThrow('"seed" is missing or wrong: 7');
  });

  it('reads a file whose last line has no line feed', () => {
    expect(decodeHistory(text(historyOf([DONE])).trimEnd()).length).toBe(1);
  });
});
