/** One connection of the network port on a Node socket. */
import type { Socket } from 'node:net';
import type { Connection, ConnectionHandler, Endpoint, NetworkError } from '../kernel/network.ts';
import { networkError } from './network-error.ts';

export class NodeConnection implements Connection {
  readonly #socket: Socket;
  readonly #to: Endpoint | null;
  #handler: ConnectionHandler | null = null;
  #error: NetworkError | null = null;
  #remote: Endpoint | null = null;

  /** `to`: where an outgoing connection goes. */
  constructor(socket: Socket, to: Endpoint | null = null) {
    this.#socket = socket;
    this.#to = to;
    // The address is gone once the socket is: ask while it is surely there.
    if (to === null) this.#remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  }

  /** Gives the connection its owner and starts the flow of events. */
  own(handler: ConnectionHandler): void {
    this.#handler = handler;
    const socket = this.#socket;
    if (this.#to === null) {
      socket.on('data', (chunk: Buffer) => handler.onData(chunk));
    } else {
      socket.on('connect', () => handler.onOpen());
      // With a read buffer of our own nothing passes through the stream but its end.
      socket.resume();
    }
    socket.on('end', () => handler.onEnd());
    socket.on('drain', () => handler.onDrain());
    socket.on('error', (error) => {
      this.#error = networkError(error);
    });
    socket.on('close', () => handler.onClose(this.#error));
  }

  /** Bytes that came in past the stream. */
  deliver(chunk: Uint8Array): void {
    if (!this.#socket.destroyed) this.#handler?.onData(chunk);
  }

  get remote(): Endpoint {
    return this.#remote ?? this.#to ?? { host: '', port: 0 };
  }

  get local(): Endpoint {
    return { host: this.#socket.localAddress ?? '', port: this.#socket.localPort ?? 0 };
  }

  write(data: string | Uint8Array): boolean {
    const socket = this.#socket;
    if (!socket.writable) return true;
    return typeof data === 'string' ? socket.write(data, 'latin1') : socket.write(data);
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
