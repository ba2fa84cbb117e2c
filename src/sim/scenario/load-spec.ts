/** What clients send, as a scenario says it. Times in µs, rates per second, sizes in bytes. */
import type { Micros } from '../../kernel/clock.ts';

/** A stream of requests. */
export interface LoadSpec extends StreamSpec {
  readonly start: Micros;
  /** No request of the stream is due later than this after its start. */
  readonly duration: Micros;
  readonly arrivals: ArrivalSpec;
}

/** Who sends the requests of a stream, what is in them, and how well its clients behave. */
export interface StreamSpec {
  /** How many clients share the stream; each has an address of its own. */
  readonly clients: number;
  /** Whose turn it is: all alike, or a few send most (the k-th a k-th as often as the first). */
  readonly pick: 'uniform' | 'zipf';
  /** A client gives up on an answer after this long, counted from when the request was due. */
  readonly timeout: Micros;
  readonly sessions: SessionUse;
  readonly connections: ConnectionUse;
  /** At least one. */
  readonly requests: readonly RequestSpec[];
  readonly behavior: ClientBehavior;
}

/** With `constant` spacing requests come evenly, with `poisson` at random at the same rate. */
export type Spacing = 'constant' | 'poisson';

/**
 * When requests are due. Open loop (all but `closed`): when they are due, whether or not earlier ones were answered.
 * `closed`: every client sends its next request when its last one has ended, and `think` has passed.
 */
export type ArrivalSpec =
  | { readonly kind: 'rate'; readonly rate: number; readonly spacing: Spacing }
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number; readonly spacing: Spacing }
  | { readonly kind: 'steps'; readonly rates: readonly number[]; readonly each: Micros; readonly spacing: Spacing }
  | {
      readonly kind: 'sine';
      readonly mean: number;
      readonly amplitude: number;
      readonly period: Micros;
      readonly spacing: Spacing;
    }
  | { readonly kind: 'bursts'; readonly size: number; readonly every: Micros }
  /** `due` counts from the stream's start and ascends; `requests`: which of the stream's each is, -1: drawn. */
  | { readonly kind: 'replay'; readonly due: readonly Micros[]; readonly requests: readonly number[] }
  | { readonly kind: 'closed'; readonly think: Micros };

export type OpenArrivals = Exclude<ArrivalSpec, { kind: 'closed' }>;

/** What a client does to be known again: nothing, send cookies back, or name its session in a field. */
export type SessionUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'cookie' }
  | { readonly kind: 'header'; readonly name: string };

/** Connections are used again, or serve one request each, or carry several requests at a time. */
export type ConnectionUse =
  | { readonly kind: 'keep' }
  | { readonly kind: 'close' }
  | { readonly kind: 'pipeline'; readonly depth: number };

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

export interface RequestSpec {
  /** How many of the stream's requests are like this, as a fraction; those of a stream add up to 1. */
  readonly share: number;
  readonly method: Method;
  /** The request's id comes behind it. */
  readonly path: string;
  readonly body: number;
  /** End-to-end fields. `$client` in a value stands for the client's name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the clients of a stream do on purpose that others don't. */
export type ClientBehavior =
  | { readonly kind: 'none' }
  /** The request is sent in drips. */
  | { readonly kind: 'slow'; readonly bytes: number; readonly every: Micros }
  /** The answer is read in sips. */
  | { readonly kind: 'slow_read'; readonly bytes: number; readonly every: Micros }
  /** The client leaves: some time after it sent the request, or when that many bytes are sent, or received. */
  | { readonly kind: 'abort'; readonly when: 'after' | 'sent' | 'received'; readonly amount: number }
  /** The client ends its side behind the request, and reads on. */
  | { readonly kind: 'half_close' }
  /** The request is none: one of a table of bad ones. */
  | { readonly kind: 'bad'; readonly name: BadRequestName };

/** Requests that no server must take; what each looks like on the wire is in `workload/bad-requests.ts`. */
export const BAD_REQUESTS = [
  'not-http',
  'tls-hello',
  'bare-line-feeds',
  'space-in-target',
  'http-2',
  'no-host',
  'two-hosts',
  'space-before-colon',
  'folded-field',
  'null-byte',
  'conflicting-lengths',
  'negative-length',
  'length-and-chunked',
  'chunked-not-last',
  'bad-chunk-size',
  'long-target',
  'huge-head',
  'cut-head',
  'cut-body',
] as const;
export type BadRequestName = (typeof BAD_REQUESTS)[number];

/** What a stream is unless its file says otherwise. */
export const PLAIN_STREAM: StreamSpec = {
  clients: 10,
  pick: 'uniform',
  timeout: 5_000_000,
  sessions: { kind: 'none' },
  connections: { kind: 'keep' },
  requests: [{ share: 1, method: 'GET', path: '/r', body: 0, headers: {} }],
  behavior: { kind: 'none' },
};
