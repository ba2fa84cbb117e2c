/** A backend of `node:http` as anybody would write it, which tells in its answers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FieldLine } from '../balancer/proxy/strict-reader.ts';

/** A request as Node read it. */
export interface Seen {
  /** Who sent it: the address that the balancer wrote into X-Forwarded-For, which no client can choose. */
  readonly from: string;
  readonly method: string;
  readonly path: string;
  readonly fields: readonly FieldLine[];
  body: string;
  trailers: readonly FieldLine[];
  complete: boolean;
}

export interface EchoBackend {
  readonly port: number;
  /** In the order in which their heads were read; an answer names the place of its request in here. */
  readonly seen: Seen[];
  /** What Node refused, by its own codes. */
  readonly refused: string[];
  close(): Promise<void>;
}

/** More than the balancer takes in one head. */
const MAX_HEADER_SIZE = 65536;
/** The balancer gave up in the middle of a request: no disagreement. */
const ABORTED = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE']);

/** What is answered to the request at `index`. */
export function echoOf(index: number, { from, method, path, body }: Seen): string {
  return `${index} ${from} ${method} ${path}\n${body}`;
}

export function echoBackend(): Promise<EchoBackend> {
  const seen: Seen[] = [];
  const refused: string[] = [];
  const take = (incoming: IncomingMessage, response: ServerResponse): void => {
    const index = seen.length;
    const one: Seen = {
      from: incoming.headersDistinct['x-forwarded-for']?.join(' and ') ?? '',
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      fields: inPairs(incoming.rawHeaders),
      body: '',
      trailers: [],
      complete: false,
    };
    seen.push(one);
    response.sendDate = false;
    incoming.on('error', () => {});
    incoming.on('data', (data: Buffer) => {
      one.body += data.toString('latin1');
    });
    incoming.on('end', () => {
      one.trailers = inPairs(incoming.rawTrailers);
      one.complete = incoming.complete;
      const echo = Buffer.from(echoOf(index, one), 'latin1');
      response.writeHead(200, { 'Content-Length': echo.length, 'X-Echo': index }).end(echo);
    });
  };
  const server = createServer(
    { insecureHTTPParser: false, maxHeaderSize: MAX_HEADER_SIZE, requestTimeout: 0, keepAliveTimeout: 60_000 },
    take,
  );
  server.on('checkContinue', (incoming, response) => {
    response.writeContinue();
    take(incoming, response);
  });
  server.on('checkExpectation', take);
  // It takes up no offer to change protocols: without a listener Node answers as if there were none.
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    refused.push(`a tunnel: ${incoming.method} ${incoming.url}`);
    socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!ABORTED.has(error.code ?? '')) refused.push(`${error.code}: ${error.message}`);
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ port, seen, refused, close });
    });
  });
}

export function inPairs(raw: readonly string[]): FieldLine[] {
  return Array.from({ length: raw.length / 2 }, (_, i): FieldLine => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);
}
