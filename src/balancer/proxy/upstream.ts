/** What an exchange and a connection to a backend know of each other. */
import type { Fields } from '../../http1/fields.ts';
import type { ResponseHead } from '../../http1/response-head.ts';

/** Why an exchange got no whole answer. */
export type UpstreamFailure =
  /** The connection could not be opened: nothing was sent. */
  | 'not-connected'
  /** It closed before the first byte of the answer. */
  | 'no-answer'
  /** It closed inside the answer. */
  | 'cut'
  /** What came is not valid HTTP. */
  | 'malformed'
  /** The backend was to leave, and the time for its last requests is up. */
  | 'withdrawn';

/** The exchange that a connection works for. */
export interface UpstreamUser {
  onUpstreamOpen(): void;
  onInterim(head: ResponseHead): void;
  onResponse(head: ResponseHead): void;
  onResponseBody(chunk: Uint8Array, start: number, end: number): void;
  onResponseEnd(trailers: Fields | null): void;
  /** The backend changed protocols (101): all that comes from now on belongs to the tunnel. */
  onSwitch(head: ResponseHead): void;
  onTunnelData(chunk: Uint8Array, start: number): void;
  /** The backend's side of the tunnel ended. */
  onTunnelEnd(): void;
  /** All bytes of one network event were handed over. */
  onUpstreamSettled(): void;
  onUpstreamDrain(): void;
  /** The last word; the connection is gone or being closed. */
  onUpstreamFailure(failure: UpstreamFailure): void;
}

/** Where connections wait between exchanges. */
export interface IdleUpstreams<Connection> {
  keep(connection: Connection): void;
  /** A connection is gone for good, idle or not. */
  forget(connection: Connection): void;
}
