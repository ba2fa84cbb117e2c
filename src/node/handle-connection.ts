/** One connection of the network port on a TCP handle. */
import type { Connection, ConnectionHandler, ConnectOptions, Endpoint, NetworkError } from '../kernel/network.ts';
import { type HandleIo, SENT, type Sending } from './handle-io.ts';
import { EOF, type HandleOwner, localOf, peerOf, type TcpHandle } from './handles.ts';
import { systemError } from './network-error.ts';

/** Bytes that wait for the kernel before a writer is told to wait, too. */
const BACKLOG_MARK = 65536;

/** How far our half of the connection is closed. */
type Shutdown = 'not yet' | 'under way' | 'done';

export class HandleConnection implements Connection, HandleOwner {
  readonly remote: Endpoint;
  readonly #io: HandleIo;
  readonly #handle: TcpHandle;
  #handler: ConnectionHandler | null = null;
  #local: Endpoint | null = null;
  #connecting: boolean;
  #reading = false;
  #paused = false;
  /** The backlog went over its mark and is not flushed yet. */
  #full = false;
  /** Nothing more is written: the end follows what waits. */
  #ended = false;
  #shutdown: Shutdown = 'not yet';
  #peerEnded = false;
  /** All that may still be told is that it is closed, and why. */
  #closed = false;
  #resetsAfterShutdown = false;
  #error: NetworkError | null = null;

  /** `to`: where an outgoing connection goes. */
  constructor(io: HandleIo, handle: TcpHandle, to: Endpoint | null) {
    this.#io = io;
    this.#handle = handle;
    this.#connecting = to !== null;
    // The address is gone once the peer is: ask while it is surely there.
    this.remote = to ?? peerOf(handle);
    handle.owner = this;
    handle.setNoDelay(true);
    io.adopt(handle);
  }

  /** Gives an accepted connection its owner and starts the flow of events. */
  own(handler: ConnectionHandler): void {
    this.#handler = handler;
    this.#read();
  }

  connect(handler: ConnectionHandler, options: ConnectOptions | undefined): void {
    this.#handler = handler;
    const handle = this.#handle;
    const from = options?.localHost;
    if (from !== undefined) {
      const status = isV6(from) ? handle.bind6(from, 0, 0) : handle.bind(from, 0);
      if (status !== 0) {
        this.#fail(status, 'bind', from);
        return;
      }
    }
    const request = this.#io.handles.createConnect();
    request.oncomplete = onConnected;
    const { host, port } = this.remote;
    const status = isV6(host) ? handle.connect6(request, host, port) : handle.connect(request, host, port);
    if (status !== 0) this.#fail(status, 'connect', `${host}:${port}`);
  }

  get local(): Endpoint {
    if (this.#local !== null) return this.#local;
    const local = localOf(this.#handle);
    if (!this.#connecting) this.#local = local;
    return local;
  }

  get backlog(): number {
    return this.#closed ? 0 : this.#handle.writeQueueSize;
  }

  write(data: string | Uint8Array): boolean {
    if (this.#closed || this.#ended) return true;
    if (data.length === 0) return !this.#full;
    const sending =
      typeof data === 'string' ? this.#io.sendText(this.#handle, data) : this.#io.sendBytes(this.#handle, data);
    return sending === SENT || this.#unsent(sending);
  }

  writeBorrowed(head: string, chunk: Uint8Array, start: number, end: number, tail = ''): boolean {
    if (this.#closed || this.#ended) return true;
    if (start === end) return this.write(head + tail);
    const sending = this.#io.sendJoined(this.#handle, head, chunk, start, end, tail);
    return sending === SENT || this.#unsent(sending);
  }

  end(): void {
    if (this.#closed || this.#ended) return;
    this.#ended = true;
    if (!this.#connecting && this.#handle.writeQueueSize === 0) this.#shutDown();
  }

  close(): void {
    // What still waits here would be dropped behind a clean end, and the peer could take a cut body for a whole one.
    if (this.backlog > 0) this.reset();
    else this.#leave();
  }

  reset(): void {
    // There is nobody to reset yet, or any more.
    if (this.#connecting || this.#closed) {
      this.#leave();
      return;
    }
    this.#closed = true;
    if (this.#shutdown === 'under way') {
      this.#resetsAfterShutdown = true;
      this.#handle.readStop();
    } else this.#resetNow();
  }

  pause(): void {
    this.#paused = true;
    if (!this.#reading || this.#closed) return;
    this.#reading = false;
    this.#handle.readStop();
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }

  onConnected(status: number): void {
    if (this.#closed) return;
    if (status !== 0) {
      this.#fail(status, 'connect', `${this.remote.host}:${this.remote.port}`);
      return;
    }
    this.#connecting = false;
    this.#read();
    this.#handler?.onOpen();
    if (this.#ended && !this.#closed && this.#handle.writeQueueSize === 0) this.#shutDown();
  }

  onRead(size: number): void {
    // A handle that was closed in a callback reads no more, so that there is nothing to hold back here.
    if (size > 0) this.#handler?.onData(this.#io.chunk(size));
    else if (size === EOF) this.#onEnd();
    else if (size < 0) this.#fail(size, 'read');
  }

  onWritten(status: number): void {
    if (this.#closed) return;
    if (status !== 0) this.#fail(status, 'write');
    else if (this.#handle.writeQueueSize > 0) return;
    else if (this.#ended) this.#shutDown();
    else if (this.#full) {
      this.#full = false;
      this.#handler?.onDrain();
    }
  }

  onShutdown(): void {
    this.#shutdown = 'done';
    if (this.#resetsAfterShutdown) this.#resetNow();
    else if (this.#peerEnded && !this.#closed) this.#leave();
  }

  onClosed(): void {
    this.#handler?.onClose(this.#error);
  }

  /** Starts reading when nothing speaks against it. */
  #read(): void {
    if (this.#reading || this.#paused || this.#connecting || this.#peerEnded || this.#closed) return;
    // Not before it has an owner: `own` follows.
    if (this.#handler === null) return;
    this.#reading = true;
    const status = this.#handle.readStart();
    if (status !== 0) this.#fail(status, 'read');
  }

  #onEnd(): void {
    if (this.#closed) return;
    this.#reading = false;
    this.#peerEnded = true;
    this.#handler?.onEnd();
    if (this.#shutdown === 'done' && !this.#closed) this.#leave();
  }

  #unsent(sending: Sending): boolean {
    if (sending < 0) {
      this.#fail(sending, 'write');
      return true;
    }
    if (this.#handle.writeQueueSize >= BACKLOG_MARK) this.#full = true;
    return !this.#full;
  }

  /** All is written: tells the peer. Once, however many writes come to their end together. */
  #shutDown(): void {
    if (this.#shutdown !== 'not yet') return;
    // Closing tells it as well.
    if (this.#peerEnded) {
      this.#leave();
      return;
    }
    this.#shutdown = 'under way';
    const request = this.#io.handles.createShutdown();
    request.oncomplete = onShutdown;
    // A connection that is broken can't be ended; who reads is told why.
    if (this.#handle.shutdown(request) !== 0) this.onShutdown();
  }

  /** Closes, for no reason but that it is wanted. */
  #leave(): void {
    this.#error = null;
    if (this.#closed) return;
    this.#closed = true;
    this.#handle.close(onClosed);
  }

  #resetNow(): void {
    // A handle that can't be reset is no use any more, and says nothing more.
    if (this.#handle.reset(onClosed) !== 0) setImmediate(() => this.onClosed());
  }

  #fail(status: number, call: string, at?: string): void {
    if (this.#closed) return;
    this.#error = systemError(status, call, at);
    this.#closed = true;
    this.#handle.close(onClosed);
  }
}

function onConnected(status: number, handle: TcpHandle): void {
  handle.owner.onConnected(status);
}

function onShutdown(_status: number, handle: TcpHandle): void {
  handle.owner.onShutdown();
}

function onClosed(this: TcpHandle): void {
  this.owner.onClosed();
}

function isV6(host: string): boolean {
  return host.includes(':');
}
