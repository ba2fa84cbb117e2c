/** One kind of request of a stream: all of its head that is the same each time is made once. */
import type { RequestSpec, StreamSpec } from '../scenario/load-spec.ts';
import { isChunked } from './payload.ts';
import { fieldHash, HOP_FIELD, HOP_KEEP_ALIVE, lineHash, namesOf, sumLine, sumRest } from './request-sum.ts';

/** Every so many requests carry fields for the next hop only, so that a proxy that passes them on shows. */
const HOP_EVERY = 16;
const HOP_AT = 5;

const AGENT = 'lbsim';
/** What stands for the client's name in the value of a field. */
const CLIENT = '$client';

/** The fields that are a client's own. */
interface OwnFields {
  readonly lines: string;
  /** The sum of all fields, these included, as it stands behind the hash of the line. */
  readonly sum: string;
}

export class RequestShape {
  readonly method: string;
  readonly bytes: number;
  /** `POST /upload 4096`, as histories name it. */
  readonly name: string;
  readonly #start: string;
  readonly #startHash: number;
  readonly #lines: string;
  readonly #hash: number;
  readonly #names: string;
  readonly #closes: boolean;
  readonly #framed: boolean;
  /** Fields whose values depend on the client, with `$client` in them. */
  readonly #ownFields: readonly (readonly [string, string])[];
  readonly #own = new Map<string, OwnFields>();
  /** What stands for them where there are none. */
  readonly #shared: OwnFields | null;

  constructor(request: RequestSpec, stream: Pick<StreamSpec, 'sessions' | 'connections' | 'behavior'>, host: string) {
    const { method, path, body, headers } = request;
    const fields = Object.entries({ 'User-Agent': AGENT, ...headers });
    const { sessions } = stream;
    this.method = method;
    this.bytes = body;
    this.name = `${method} ${path} ${body}`;
    this.#start = `${method} ${path}/`;
    this.#startHash = lineHash(this.#start);
    const shared = fields.filter(([, value]) => !value.includes(CLIENT));
    const own = fields.filter(([, value]) => value.includes(CLIENT));
    if (sessions.kind === 'header') own.push([sessions.name, `lbsim-${CLIENT}`]);
    this.#ownFields = own;
    this.#lines = ` HTTP/1.1\r\nHost: ${host}\r\n${linesOf(shared)}`;
    this.#hash = hashOf(shared);
    this.#names = namesOf([...shared, ...own]);
    this.#shared = own.length === 0 ? { lines: '', sum: sumRest(this.#hash, body, this.#names) } : null;
    this.#closes = stream.connections.kind === 'close';
    this.#framed = body > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH';
  }

  /** The head of request `id` from a client of that name. `cookies` is a whole field line, or empty. */
  head(id: number, client: string, cookies: string): string {
    const own = this.#shared ?? this.#fieldsOf(client);
    const rest = `${id}?id=${id}`;
    const hop = id % HOP_EVERY === HOP_AT;
    const framing = this.#framed ? framingOf(id, this.bytes) : '';
    const connection = hop ? hopLines(this.#closes) : this.#closes ? 'Connection: close\r\n' : '';
    return `${this.#start}${rest}${this.#lines}${own.lines}${cookies}${connection}${framing}X-Lbsim-Sum: ${sumLine(lineHash(rest, this.#startHash))}${own.sum}\r\nX-Lbsim-Id: ${id}\r\n\r\n`;
  }

  #fieldsOf(client: string): OwnFields {
    let known = this.#own.get(client);
    if (known === undefined) {
      const fields = this.#ownFields.map(([name, value]) => [name, value.replaceAll(CLIENT, client)] as const);
      const sum = sumRest((this.#hash + hashOf(fields)) | 0, this.bytes, this.#names);
      known = { lines: linesOf(fields), sum };
      this.#own.set(client, known);
    }
    return known;
  }
}

function framingOf(id: number, bytes: number): string {
  return bytes > 0 && isChunked(id) ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${bytes}\r\n`;
}

function hopLines(closes: boolean): string {
  return `Connection: ${closes ? 'close' : 'keep-alive'}, ${HOP_FIELD}\r\n${HOP_FIELD}: 1\r\nKeep-Alive: ${HOP_KEEP_ALIVE}\r\n`;
}

function linesOf(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

function hashOf(fields: readonly (readonly [string, string])[]): number {
  return fields.reduce((sum, [name, value]) => (sum + fieldHash(name, value)) | 0, 0);
}
