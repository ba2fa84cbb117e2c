/** One connection of the network port on a public Node socket: works on every Node, whatever its insides look like. */
import type { Socket } from 'node:net';
import { joinBytes } from '../kernel/bytes.ts';
import type { Connection, ConnectionHandler, Endpoint, NetworkError } from '../kernel/network.ts';
import { networkError } from './network-error.ts';

export class SocketConnection implements Connection {
  readonly #socket: Socket;
  readonly #to: Endpoint | null;
  #handler: ConnectionHandler | null = null;
  #error: NetworkError | null = null;
  #remote: Endpoint | null = null;
  /** Closed from this side: all that may still be told is that. */
  #closed = false;
  #paused = false;

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
      socket.on('data', (chunk: Buffer) => this.deliver(chunk));
    } else {
      // With a read buffer of our own nothing passes through the stream but its end. A stream that is resumed begins to
      // read a moment later, whether or not it was paused in between; before it is connected it even remembers to.
      socket.on('resume', () => {
        if (this.#paused) socket.pause();
      });
      socket.on('connect', () => {
        if (this.#closed) return;
        if (!this.#paused) socket.resume();
        handler.onOpen();
      });
    }
    socket.on('end', () => {
      if (!this.#closed) handler.onEnd();
    });
    socket.on('drain', () => {
      if (!this.#closed) handler.onDrain();
    });
    socket.on('error', (error) => {
      this.#error = networkError(error);
    });
    socket.on('close', () => handler.onClose(this.#closed ? null : this.#error));
  }

  /** Bytes came in. A stream that was closed in a callback may still hold some: nobody wants them. */
  deliver(chunk: Uint8Array): void {
    if (!this.#closed) this.#handler?.onData(chunk);
  }

  get remote(): Endpoint {
    return this.#remote ?? this.#to ?? { host: '', port: 0 };
  }

  get local(): Endpoint {
    return { host: this.#socket.localAddress ?? '', port: this.#socket.localPort ?? 0 };
  }

  get backlog(): number {
    return this.#socket.writableLength;
  }

  write(data: string | Uint8Array): boolean {
    const socket = this.#socket;
    if (this.#closed || !socket.writable) return true;
    return typeof data === 'string' ? socket.write(data, 'latin1') : socket.write(data);
  }

  writeBorrowed(head: string, chunk: Uint8Array, start: number, end: number, tail = ''): boolean {
    return this.write(joinBytes(head, chunk, start, end, tail));
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    // What still waits here would be dropped behind a clean end, and the peer could take a cut body for a whole one.
    if (this.backlog > 0) {
      this.reset();
      return;
    }
    this.#closed = true;
    this.#socket.destroy();
  }

  reset(): void {
    if (this.#closed) return;
    this.#closed = true;
    const socket = this.#socket;
    // There is nobody to reset yet, and Node would wait for somebody.
    if (socket.connecting) socket.destroy();
    // The end is on its way to the kernel, which refuses a reset until it is there.
    else if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0) {
      socket.once('finish', () => socket.resetAndDestroy());
    } else socket.resetAndDestroy();
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#socket.connecting) this.#socket.resume();
  }
}
