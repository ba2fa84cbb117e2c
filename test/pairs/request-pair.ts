/**
 * The law of the pair on the side of requests: what Node reads behind the balancer is, request by request and byte by
 * byte, what the balancer decided to forward. Nobody's bytes become a request that they were not, and each client gets
 * the answers to its own requests, in their order, though all share the connections to the backend.
 */
import { METHODS } from 'node:http';
import { readStrictResponses, type StrictMessage, valuesOf } from '../balancer/proxy/strict-reader.ts';
import { bytesOf, cutAt } from '../http1/pieces.ts';
import { BACKEND, type Decision, type Decisions, decisionsOf } from './decisions.ts';
import { type EchoBackend, echoBackend, echoOf, type Seen } from './echo-backend.ts';
import { type Sent, send } from './raw-client.ts';
import { type Stand, stand } from './stand.ts';

export interface ClientStream {
  /** Latin1 text, one character a byte. */
  readonly bytes: string;
  /** Where the bytes are cut, as parts of 0x10000. */
  readonly cuts: readonly number[];
  /** Sends the end at once, and not when it has its answers. */
  readonly ends: boolean;
}

export interface RequestPair {
  /** Plays all these clients at once. Resolves with how many requests Node read; throws where the law is broken. */
  play(streams: readonly ClientStream[]): Promise<number>;
  close(): Promise<void>;
}

const KNOWN = new Set(METHODS);
const OWN_PAGES = '/lb/';

export async function requestPair(): Promise<RequestPair> {
  const backend = await echoBackend();
  const balancer = await stand(backend.port);
  return {
    play: (streams) => play(balancer, backend, streams),
    async close() {
      await balancer.close();
      await backend.close();
    },
  };
}

async function play(balancer: Stand, backend: EchoBackend, streams: readonly ClientStream[]): Promise<number> {
  backend.seen.length = 0;
  backend.refused.length = 0;
  const selectsBefore = balancer.selects();
  const clients = streams.map(({ bytes }, index) => {
    const from = `127.3.${index >> 8}.${(index & 0xff) + 1}`;
    return { from, decisions: decisionsOf(bytesOf(bytes), from) };
  });
  const sent = await Promise.all(
    streams.map(({ bytes, cuts, ends }, index) => {
      const { from, decisions } = clients[index] as (typeof clients)[number];
      const all = bytesOf(bytes);
      const offsets = cuts.map((cut) => Math.floor((cut * all.length) / 0x10000));
      const isAll = (received: string) => ends || decisions.needsEnd || hasAll(received, decisions);
      return send(balancer.port, from, cutAt(all, offsets), isAll);
    }),
  );
  for (const [index, { from, decisions }] of clients.entries()) {
    judgeClient(from, decisions, sent[index] as Sent, backend, balancer.backend);
  }
  const forwarded = clients.flatMap(({ decisions }) => decisions.requests).filter(isForwarded);
  const strangers = backend.seen.filter(({ from }) => !clients.some((client) => client.from === from));
  expectEqual('requests of nobody', strangers, []);
  expectEqual('choices', balancer.selects() - selectsBefore, forwarded.length);
  const unknown = forwarded.filter(({ method }) => !KNOWN.has(method)).length;
  if (backend.refused.length > unknown) throw new Error(`Node refuses: ${backend.refused.join('; ')}`);
  expectEqual('requests under way', balancer.active(), 0);
  return backend.seen.length;
}

function judgeClient(
  from: string,
  { requests, refused }: Decisions,
  { received, error }: Sent,
  { seen }: EchoBackend,
  address: string,
): void {
  if (error !== '') throw new Error(`${from} saw: ${error}`);
  const answers = finals(received, requests);
  const whole = requests.filter(({ complete }) => complete);
  expectEqual(`${from}: answers`, answers.length, whole.length + (refused > 0 ? 1 : 0));
  if (refused > 0) expectEqual(`${from}: refusal`, answers.at(-1)?.status, refused);
  // Node's reading, in the order of its connections, of what this client sent.
  const read = seen.map((one, index) => ({ one, index })).filter(({ one }) => one.from === from);
  const known = requests.filter((request) => isForwarded(request) && KNOWN.has(request.method));
  for (const [k, request] of known.entries()) {
    const reading = read[k]?.one;
    // Of a request that was broken off, Node may have seen a part or nothing.
    if (reading === undefined && !request.complete) continue;
    expectEqual(`${from}: request ${k + 1}`, asSeen(request, reading), asDecided(request, from, address));
  }
  if (read.length > known.length) throw new Error(`smuggled: ${JSON.stringify(read.slice(known.length))}`);
  let next = 0;
  for (const [k, request] of whole.entries()) {
    const answer = answers[k];
    if (!isForwarded(request)) continue;
    if (!KNOWN.has(request.method)) {
      expectEqual(`${from}: answer ${k + 1}`, answer?.status, 400);
      continue;
    }
    const { one, index } = read[next++] ?? {};
    const echo = one === undefined || index === undefined ? '' : echoOf(index, one);
    expectEqual(`${from}: answer ${k + 1}`, [answer?.status, answer?.whole], [200, true]);
    const fields = answer?.fields ?? [];
    const [length, named] = [valuesOf(fields, 'content-length'), valuesOf(fields, 'x-echo')];
    expectEqual(`${from}: fields of answer ${k + 1}`, [length, named], [[String(echo.length)], [String(index)]]);
    expectEqual(`${from}: answer ${k + 1}`, answer?.body, request.method === 'HEAD' ? '' : echo);
  }
}

function finals(received: string, requests: readonly Decision[]): StrictMessage[] {
  const methods = requests.map(({ method }) => method);
  return readStrictResponses(received, methods).filter(({ status }) => status >= 200);
}

/** The balancer ends the connection behind a refusal and a last request by itself. */
function hasAll(received: string, { requests, refused }: Decisions): boolean {
  if (refused > 0 || requests.at(-1)?.last === true) return false;
  return finals(received, requests).filter(({ whole }) => whole).length === requests.length;
}

function isForwarded({ path }: Decision): boolean {
  return !path.startsWith(OWN_PAGES);
}

function asDecided({ method, path, fields, body, trailers, complete }: Decision, from: string, address: string): Seen {
  const named = fields.map(([name, value]) => [name, value === BACKEND ? address : value] as const);
  return { from, method, path, fields: named, body: complete ? body : '', trailers, complete };
}

function asSeen({ complete }: Decision, seen: Seen | undefined): Seen | undefined {
  if (seen === undefined) return seen;
  const fields = withoutOffer(seen.fields);
  return { ...seen, fields, body: complete ? seen.body : '' };
}

/** An offer to change protocols belongs to the hop: the balancer writes its own, as these two fields and no others. */
function withoutOffer(fields: Seen['fields']): Seen['fields'] {
  const at = fields.findIndex(([name, value]) => name === 'Connection' && value === 'Upgrade');
  return at < 0 || fields[at + 1]?.[0] !== 'Upgrade' ? fields : fields.toSpliced(at, 2);
}

function expectEqual(what: string, actual: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}:\nis        ${a}\nshould be ${b}`);
}
