/**
 * Node's own HTTP parser, reached through its public API only: a server and a client of `node:http` that sit on streams
 * in memory. Bytes are given by hand, so that it can be seen before which of them a message is complete.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { Message } from './accepted.ts';

/** More than the codec takes in one head. */
const MAX_HEADER_SIZE = 65536;

interface Seen {
  /** Where its message has come to an end. */
  complete: boolean;
  message: Message;
}

/** The end of a connection that a test holds in its hand: what Node writes is thrown away. */
class Wire extends Duplex {
  readonly seen: Seen[] = [];
  error = '';

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/** Lets all that Node has put off happen. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A connection into Node's parser. */
export interface NodePeer {
  readonly seen: readonly Seen[];
  /** What Node refused the stream with; empty when it did not. */
  readonly error: string;
  /** Gives bytes, and waits until they were read. */
  feed(bytes: Uint8Array): Promise<void>;
  /** Ends the stream. */
  end(): Promise<void>;
  close(): void;
}

const server = createServer({ maxHeaderSize: MAX_HEADER_SIZE }, take);
server.on('checkContinue', (incoming, response) => {
  response.writeContinue();
  take(incoming, response);
});
server.on('checkExpectation', take);
server.on('clientError', (error: Error, socket: Duplex) => {
  if (socket instanceof Wire) socket.error ||= error.message;
  socket.destroy();
});

function take(incoming: IncomingMessage, response: ServerResponse): void {
  const wire: unknown = incoming.socket;
  if (!(wire instanceof Wire)) return;
  const { method = '', url = '' } = incoming;
  watch(wire, incoming, [method, url], [], () => response.shouldKeepAlive);
  incoming.on('end', () => response.end());
}

function watch(
  wire: Wire,
  incoming: IncomingMessage,
  start: readonly [string, string],
  interims: readonly number[],
  keepAlive: () => boolean,
): void {
  let body = '';
  incoming.on('data', (data: Buffer) => {
    body += data.toString('latin1');
  });
  incoming.on('error', () => {});
  wire.seen.push({
    get complete() {
      return incoming.complete;
    },
    get message() {
      return {
        start,
        minor: incoming.httpVersionMinor,
        fields: incoming.rawHeaders,
        interims,
        keepAlive: keepAlive(),
        body,
        trailers: incoming.rawTrailers,
      };
    },
  });
}

/** A server's side: any number of requests. */
export async function nodeServer(): Promise<NodePeer> {
  const wire = new Wire();
  server.emit('connection', wire);
  await settled();
  return peer(wire);
}

/** A client's side: the answer to one request. */
export async function nodeClient(method: string): Promise<NodePeer> {
  const wire = new Wire();
  const interims: number[] = [];
  const outgoing = request({
    method,
    maxHeaderSize: MAX_HEADER_SIZE,
    headers: { Connection: 'keep-alive' },
    createConnection: () => wire,
  });
  outgoing.on('error', (error) => {
    wire.error ||= error.message;
  });
  outgoing.on('information', (information) => interims.push(information.statusCode));
  outgoing.on('upgrade', () => {
    wire.error ||= 'upgraded';
  });
  outgoing.on('response', (incoming) => {
    const { statusCode, statusMessage = '' } = incoming;
    watch(wire, incoming, [String(statusCode), statusMessage], interims, () => outgoing.shouldKeepAlive);
  });
  outgoing.end();
  await settled();
  return peer(wire);
}

function peer(wire: Wire): NodePeer {
  wire.on('error', () => {});
  return {
    seen: wire.seen,
    get error() {
      return wire.error;
    },
    async feed(bytes) {
      if (bytes.length === 0) return;
      // A copy: Node may keep what it was given.
      wire.push(Buffer.from(bytes));
      await settled();
    },
    async end() {
      wire.push(null);
      await settled();
    },
    close() {
      wire.destroy();
    },
  };
}
