/** The network port on Node's TCP handles. The public server binds; what it would accept is taken over. */
import { createServer } from 'node:net';
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
import { HandleConnection } from './handle-connection.ts';
import { HandleIo } from './handle-io.ts';
import { type Handles, serverHandle, type TcpHandle } from './handles.ts';
import { listenWith } from './listener.ts';
import { systemError } from './network-error.ts';

export class HandleNetwork implements Network {
  readonly #io: HandleIo;

  constructor(handles: Handles) {
    this.#io = new HandleIo(handles);
  }

  listen(endpoint: Endpoint, handler: ListenHandler, options?: ListenOptions): Listener {
    const server = createServer();
    return listenWith(server, endpoint, handler, options, () => {
      serverHandle(server).onconnection = (status, handle) => this.#accept(status, handle, handler);
    });
  }

  connect(to: Endpoint, handler: ConnectionHandler, options?: ConnectOptions): Connection {
    const connection = new HandleConnection(this.#io, this.#io.handles.createTcp(), to);
    connection.connect(handler, options);
    return connection;
  }

  #accept(status: number, handle: TcpHandle | undefined, handler: ListenHandler): void {
    if (handle === undefined) {
      handler.onError(systemError(status, 'accept'));
      return;
    }
    const connection = new HandleConnection(this.#io, handle, null);
    // Reset before it was accepted: nobody is there, and there is no address to answer for.
    if (connection.remote.host === '') connection.close();
    else connection.own(handler.onConnection(connection));
  }
}
