/** The network port on Node's public sockets: the lane for a Node whose handles are not as the other lane knows them. */
import { connect, createServer, type Socket } from 'node:net';
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
import { listenWith } from './listener.ts';
import { SocketConnection } from './socket-connection.ts';

const READ_BUFFER_BYTES = 65536;

export class SocketNetwork implements Network {
  /** Chunks are borrowed (see the port), so that one buffer serves every outgoing connection. */
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

  listen(endpoint: Endpoint, handler: ListenHandler, options?: ListenOptions): Listener {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      // Reset before it was accepted: nobody is there, and there is no address to answer for.
      if (socket.remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const connection = new SocketConnection(socket);
      connection.own(handler.onConnection(connection));
    });
    return listenWith(server, endpoint, handler, options);
  }

  connect(to: Endpoint, handler: ConnectionHandler, options?: ConnectOptions): Connection {
    let connection: SocketConnection | null = null;
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
    connection = new SocketConnection(socket, to);
    connection.own(handler);
    return connection;
  }
}
