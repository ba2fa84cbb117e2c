/** The network port on Node's sockets. Thin: what it adds is error codes and one buffer that all reads share. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Endpoint,
  Listener,
  ListenHandler,
  ListenOptions,
  Network,
} from '../kernel/network.ts';
import { NodeConnection } from './connection.ts';
import { networkError } from './network-error.ts';

/** Waiting connections the kernel holds for us; the kernel's own limit applies below that. */
const BACKLOG = 4096;
const READ_BUFFER_BYTES = 65536;

class NodeNetwork implements Network {
  /** Chunks are borrowed (see the port), so that one buffer serves every outgoing connection. */
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

  listen(endpoint: Endpoint, handler: ListenHandler, options?: ListenOptions): Listener {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const connection = new NodeConnection(socket);
      connection.own(handler.onConnection(connection));
    });
    const listener = new NodeListener(server, endpoint);
    server.on('error', (error) => handler.onError(networkError(error)));
    const { host, port } = endpoint;
    server.listen({ host, port, backlog: BACKLOG, reusePort: options?.reusePort ?? false }, () => {
      handler.onListening(listener.endpoint);
    });
    return listener;
  }

  connect(to: Endpoint, handler: ConnectionHandler, options?: ConnectOptions): Connection {
    let connection: NodeConnection | null = null;
    const socket: Socket = connect({
      host: to.host,
      port: to.port,
      allowHalfOpen: true,
      noDelay: true,
      ...(options?.localHost === undefined ? {} : { localAddress: options.localHost }),
      onread: {
        buffer: this.#readBuffer,
        callback: (bytes, buffer) => {
          connection?.deliver(bytes === buffer.length ? buffer : buffer.subarray(0, bytes));
          return true;
        },
      },
    });
    connection = new NodeConnection(socket, to);
    connection.own(handler);
    return connection;
  }
}

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

export function nodeNetwork(): Network {
  return new NodeNetwork();
}
