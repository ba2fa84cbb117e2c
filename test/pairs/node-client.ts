/** Node's own client, which keeps one connection for the requests that it makes one after the other. */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { FieldLine } from '../balancer/proxy/strict-reader.ts';
import { inPairs } from './echo-backend.ts';

/** An answer as Node understood it. */
export interface Understood {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly FieldLine[];
  readonly interims: readonly number[];
  readonly body: string;
  readonly trailers: readonly FieldLine[];
  /** Node says that nothing of it is missing. */
  readonly whole: boolean;
}

export interface NodeClient {
  /** Resolves with null when no head of an answer came. */
  ask(method: string, path: string): Promise<Understood | null>;
  close(): void;
}

const MAX_HEADER_SIZE = 65536;

export function nodeClient(port: number): NodeClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return { ask: (method, path) => ask(agent, port, method, path), close: () => agent.destroy() };
}

function ask(agent: Agent, port: number, method: string, path: string): Promise<Understood | null> {
  return new Promise((resolve) => {
    const interims: number[] = [];
    const outgoing = request({
      ...{ agent, host: '127.0.0.1', port, method, path },
      ...{ insecureHTTPParser: false, maxHeaderSize: MAX_HEADER_SIZE },
    });
    outgoing.on('information', ({ statusCode }) => interims.push(statusCode));
    outgoing.on('response', (incoming) => read(incoming, interims, resolve));
    // Behind a response it is told there, and changes nothing here.
    outgoing.on('error', () => resolve(null));
    outgoing.end();
  });
}

function read(incoming: IncomingMessage, interims: readonly number[], resolve: (answer: Understood) => void): void {
  let body = '';
  incoming.on('data', (chunk: Buffer) => {
    body += chunk.toString('latin1');
  });
  incoming.on('error', () => {});
  // Told of whole answers and of broken ones.
  incoming.on('close', () => {
    resolve({
      status: incoming.statusCode ?? 0,
      reason: incoming.statusMessage ?? '',
      fields: inPairs(incoming.rawHeaders),
      interims,
      body,
      trailers: inPairs(incoming.rawTrailers),
      whole: incoming.complete,
    });
  });
}
