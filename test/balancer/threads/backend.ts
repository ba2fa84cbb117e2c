/** A backend that counts what it gets, and can hold its answers, fail its probes or break off. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from '../../e2e/support/cleanup.ts';

export class CountingBackend {
  readonly port: number;
  /** Requests other than probes. */
  requests = 0;
  healthy = true;
  /** Requests are broken off without an answer. */
  broken = false;
  /** Answers wait for `release`. */
  holds = false;
  readonly #held: ServerResponse[] = [];

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<CountingBackend> {
    const server = createServer((incoming, outgoing) => backend.#answer(incoming, outgoing));
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    atEnd(() => {
      server.closeAllConnections();
      server.close();
    });
    const backend = new CountingBackend((server.address() as AddressInfo).port);
    return backend;
  }

  get held(): number {
    return this.#held.length;
  }

  release(): void {
    this.holds = false;
    for (const outgoing of this.#held.splice(0)) outgoing.end('held\n');
  }

  #answer({ url, socket }: IncomingMessage, outgoing: ServerResponse): void {
    if (url === '/health') {
      outgoing.writeHead(this.healthy ? 200 : 500).end();
      return;
    }
    this.requests++;
    if (this.broken) socket.destroy();
    else if (this.holds) this.#held.push(outgoing);
    else outgoing.end('hello\n');
  }
}

export function startCounting(count: number): Promise<CountingBackend[]> {
  return Promise.all(Array.from({ length: count }, () => CountingBackend.start()));
}
