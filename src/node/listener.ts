/** Listening by Node's public server: it binds, tells its errors, and knows its address; who accepts is another matter. */
import type { Server } from 'node:net';
import type { Endpoint, Listener, ListenHandler, ListenOptions } from '../kernel/network.ts';
import { networkError } from './network-error.ts';

/** Waiting connections the kernel holds for us; the kernel's own limit applies below that. */
const BACKLOG = 4096;

class NodeListener implements Listener {
  readonly #server: Server;
  readonly #asked: Endpoint;

  constructor(server: Server, asked: Endpoint) {
    this.#server = server;
    this.#asked = asked;
  }

  get endpoint(): Endpoint {
    const address = this.#server.address();
    return address === null || typeof address === 'string'
      ? this.#asked
      : { host: address.address, port: address.port };
  }

  close(): void {
    this.#server.close();
  }
}

/** Binds a server and tells the handler what comes of it. `onBound` comes first: nothing was accepted before it. */
export function listenWith(
  server: Server,
  endpoint: Endpoint,
  handler: ListenHandler,
  options: ListenOptions | undefined,
  onBound: () => void = () => {},
): Listener {
  const listener = new NodeListener(server, endpoint);
  server.on('error', (error) => handler.onError(networkError(error)));
  const { host, port } = endpoint;
  server.listen({ host, port, backlog: BACKLOG, reusePort: options?.reusePort ?? false }, () => {
    onBound();
    handler.onListening(listener.endpoint);
  });
  return listener;
}
