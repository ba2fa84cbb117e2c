/**
 * The network port: byte streams, with synchronous callbacks. One implementation sits on Node's sockets
 * (`src/node`), the other is simulated byte by byte (`src/sim/virtual`).
 *
 * Bytes: a chunk given to `onData` is borrowed, valid only until the callback returns (its memory is read into
 * again). Bytes given to `write` are handed over: the caller must not change them afterwards. A received chunk is therefore
 * forwarded by `writeBorrowed`, or as a copy. A string is written as latin1, one byte a character.
 */

/** An address that one can listen on or connect to. `host` is an IP address, never a name. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Why a connection, or an attempt at one, ended badly. */
export type NetworkErrorCode =
  /** Nobody listens there. Nothing was sent. */
  | 'refused'
  /** The peer dropped the connection with data still under way, or was killed. */
  | 'reset'
  /** No route, or the connection attempt was given up by the platform. */
  | 'unreachable'
  /** `listen`: the address is taken. */
  | 'address-in-use'
  /** Anything else that the platform reports (out of sockets, no permission, ...). */
  | 'failed';

export interface NetworkError {
  readonly code: NetworkErrorCode;
  /** The platform's own words, for people. */
  readonly detail: string;
}

/** What the owner of a connection is told. Callbacks are never made from inside a call on the same connection. */
export interface ConnectionHandler {
  /** An outgoing connection is established. Not called for accepted ones: they are open when handed over. */
  onOpen(): void;
  /** Bytes came in, in order. `chunk` is borrowed. */
  onData(chunk: Uint8Array): void;
  /** The peer will send no more (half-close). Writing is still possible. */
  onEnd(): void;
  /** After `write` returned false: the backlog is flushed, writing may go on. */
  onDrain(): void;
  /** The connection is gone; the last callback, made exactly once. `error` is null after an orderly end. */
  onClose(error: NetworkError | null): void;
}

export interface Connection {
  /** The peer's address. */
  readonly remote: Endpoint;
  /** This side's address. */
  readonly local: Endpoint;
  /** Bytes written that are not sent yet: to close now would lose them. */
  readonly backlog: number;
  /**
   * Sends bytes; before `onOpen` they wait until then. False: the backlog is over its mark, wait for `onDrain`. Ignored
   * when no longer writable.
   */
  write(data: string | Uint8Array): boolean;
  /**
   * Sends, as one, `head`, the bytes of `chunk` in [start, end) and `tail`, and is else as `write`. The bytes are only
   * lent: they may change as soon as the call returns, so that what `onData` gave can be forwarded as it is.
   */
  writeBorrowed(head: string, chunk: Uint8Array, start: number, end: number, tail?: string): boolean;
  /** Half-closes: the peer sees the end after the bytes written so far. The connection closes when both sides ended. */
  end(): void;
  /**
   * Closes at once in both directions. Bytes not yet sent may be lost; the peer then sees a reset, never a clean end.
   * `onClose(null)` follows.
   */
  close(): void;
  /** Closes at once and lets the peer see a reset. `onClose(null)` follows. */
  reset(): void;
  /** Stops `onData` (and so, in the end, the sender) until `resume`. */
  pause(): void;
  resume(): void;
}

export interface Listener {
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly endpoint: Endpoint;
  /** Stops accepting; open connections stay. */
  close(): void;
}

export interface ListenHandler {
  /** The socket accepts from now on. */
  onListening(endpoint: Endpoint): void;
  /** A client connected; the returned handler owns the connection. */
  onConnection(connection: Connection): ConnectionHandler;
  /** Listening failed, and nothing listens; or, after `onListening`, a single connection could not be accepted. */
  onError(error: NetworkError): void;
}

export interface Network {
  listen(endpoint: Endpoint, handler: ListenHandler, options?: ListenOptions): Listener;
  /** Starts connecting. A failed attempt is told by `onClose(error)` without an `onOpen`. */
  connect(to: Endpoint, handler: ConnectionHandler, options?: ConnectOptions): Connection;
}

export interface ListenOptions {
  /**
   * Several listeners of one process group share the port, and each connection goes to one of them; on Linux
   * SO_REUSEPORT. All of them must ask for it. Networks that know no processes of one group ignore it.
   */
  readonly reusePort?: boolean;
}

export interface ConnectOptions {
  /** The local address to connect from; the platform's choice when not given. */
  readonly localHost?: string;
}
