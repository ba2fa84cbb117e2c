/** What clients send, as a scenario says it. Times in µs, rates per second. */
import type { Micros } from '../../kernel/clock.ts';

/** An open-loop stream of requests: sent when due, whether or not earlier ones were answered. */
export interface LoadSpec {
  readonly start: Micros;
  readonly duration: Micros;
  /** Requests per second, on average. */
  readonly rate: number;
  readonly arrivals: 'constant' | 'poisson';
  /** How many clients share the stream; each has an address of its own. */
  readonly clients: number;
  /** A client gives up on an answer after this long, counted from when the request was due. */
  readonly timeout: Micros;
  /** What a client does to be known again; nothing when not said. */
  readonly sessions?: { readonly kind: 'none' | 'cookie' | 'header' };
  /** What its clients do on purpose that others don't; nothing when not said. */
  readonly behavior?: { readonly kind: 'none' | 'slow' | 'slow_read' | 'abort' | 'half_close' | 'bad' };
}
