/**
 * The append-only log of a run, in columns: a million rows take some tens of megabytes, and a check reads only the
 * columns it needs. Rows stand in order of (time, sequence); the index of a row is its sequence number.
 */
import type { Micros } from '../../kernel/clock.ts';
import { invariant } from '../../kernel/errors.ts';
import { EVENT_CODE, EVENT_KINDS, type EventKind } from './event.ts';

/** What is known of a run besides its events. */
export interface HistoryMeta {
  readonly scenario: string;
  readonly seed: number;
  readonly world: 'virtual' | 'live';
  readonly subject: string;
  /** Whether the subject told its own story (`lb.*` rows). */
  readonly traced: boolean;
  /** Every client's address, by actor name: what the subject must report in X-Forwarded-For. */
  readonly clientHosts: Readonly<Record<string, string>>;
  /** Every backend's `host:port` as the subject was given it, by actor name. */
  readonly backendAddresses: Readonly<Record<string, string>>;
  /** The subject's `host:port`: what clients send as Host. */
  readonly subjectAddress: string;
}

/** The backends' names by the addresses that the subject knows. */
export function namesByAddress({ backendAddresses }: Pick<HistoryMeta, 'backendAddresses'>): Record<string, string> {
  return Object.fromEntries(Object.entries(backendAddresses).map(([name, address]) => [address, name]));
}

/** No actor, request, connection or text in a row. */
export const NONE = -1;

export class History {
  readonly meta: HistoryMeta;
  /** Actor names by number. */
  readonly actors: string[] = [];
  /** Interned strings by number. */
  readonly texts: string[] = [];
  /** Rows in use; the column arrays may be longer. */
  length = 0;
  time: Float64Array = new Float64Array(1024);
  kind: Uint8Array = new Uint8Array(1024);
  actor: Int32Array = new Int32Array(1024);
  peer: Int32Array = new Int32Array(1024);
  req: Int32Array = new Int32Array(1024);
  conn: Int32Array = new Int32Array(1024);
  a: Int32Array = new Int32Array(1024);
  b: Int32Array = new Int32Array(1024);
  text: Int32Array = new Int32Array(1024);

  readonly #actorNumbers = new Map<string, number>();
  readonly #textNumbers = new Map<string, number>();

  constructor(meta: HistoryMeta) {
    this.meta = meta;
  }

  /** The number of an actor, new or known. */
  actorId(name: string): number {
    return intern(name, this.actors, this.#actorNumbers);
  }

  /** The number of a string, new or known. */
  textId(text: string): number {
    return intern(text, this.texts, this.#textNumbers);
  }

  /** Appends a row and returns its index. `time` must not be before the last row's. Columns not used are NONE (a, b: 0). */
  append(
    time: Micros,
    kind: EventKind,
    actor: number,
    peer: number,
    req: number,
    conn: number,
    a: number,
    b: number,
    text: number,
  ): number {
    const row = this.length;
    if (row === this.time.length) this.#grow();
    this.time[row] = time;
    this.kind[row] = EVENT_CODE[kind];
    this.actor[row] = actor;
    this.peer[row] = peer;
    this.req[row] = req;
    this.conn[row] = conn;
    this.a[row] = a;
    this.b[row] = b;
    this.text[row] = text;
    this.length = row + 1;
    return row;
  }

  /** One row as a plain object: for evidence, NDJSON and tests, not for loops over a whole history. */
  row(index: number): HistoryRow {
    invariant(index >= 0 && index < this.length, `row ${index} of ${this.length}`);
    const kind = EVENT_KINDS[this.kind[index] as number] as EventKind;
    return {
      index,
      time: this.time[index] as number,
      kind,
      actor: this.actors[this.actor[index] as number] as string,
      peer: this.actors[this.peer[index] as number] ?? null,
      req: this.req[index] as number,
      conn: this.conn[index] as number,
      a: this.a[index] as number,
      b: this.b[index] as number,
      text: this.texts[this.text[index] as number] ?? '',
    };
  }

  #grow(): void {
    const size = this.time.length * 2;
    this.time = grown(this.time, new Float64Array(size));
    this.kind = grown(this.kind, new Uint8Array(size));
    this.actor = grown(this.actor, new Int32Array(size));
    this.peer = grown(this.peer, new Int32Array(size));
    this.req = grown(this.req, new Int32Array(size));
    this.conn = grown(this.conn, new Int32Array(size));
    this.a = grown(this.a, new Int32Array(size));
    this.b = grown(this.b, new Int32Array(size));
    this.text = grown(this.text, new Int32Array(size));
  }
}

export interface HistoryRow {
  readonly index: number;
  readonly time: Micros;
  readonly kind: EventKind;
  readonly actor: string;
  readonly peer: string | null;
  readonly req: number;
  readonly conn: number;
  readonly a: number;
  readonly b: number;
  readonly text: string;
}

function intern(text: string, list: string[], numbers: Map<string, number>): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, list.length);
  return list.push(text) - 1;
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
