/** What can go wrong with a backend, as a scenario says it. Times in µs, probabilities as fractions. */
import type { Micros } from '../../kernel/clock.ts';

/** The faults of a line between the balancer and a backend, or all clients. */
export const NETWORK_FAULTS = [
  'partition',
  'black_hole',
  'reset_connections',
  'link_latency',
  'bandwidth',
  'fragment',
] as const satisfies readonly Fault['kind'][];

/** A fault that is switched on for a backend by the timeline and stays until it is switched off. */
export type Fault =
  /** The process dies at once; the kernel closes its sockets. Ended by `restart`. */
  | { readonly kind: 'crash' }
  /** It accepts and reads, and answers nothing, probes included. */
  | { readonly kind: 'hang' }
  /** The process is stopped (SIGSTOP): nothing runs, sockets stay open. */
  | { readonly kind: 'freeze' }
  /** Every answer, probes included, takes this much longer. */
  | { readonly kind: 'slow'; readonly extra: Micros }
  /** Answers, probes included, carry this status with this probability. */
  | { readonly kind: 'status'; readonly code: number; readonly probability: number }
  /** Whatever passes the line takes this much longer, each way. */
  | { readonly kind: 'link_latency'; readonly latency: Micros; readonly jitter: Micros }
  /** The line carries so many bytes a second, each way. */
  | { readonly kind: 'bandwidth'; readonly rate: number }
  /** Nothing passes; TCP sends it again when that is over. `to` and `from` are seen from the backend. */
  | { readonly kind: 'partition'; readonly direction: 'both' | 'to' | 'from' }
  /** Connections open, and what is sent on them vanishes for good. */
  | { readonly kind: 'black_hole' }
  /** All connections that are open at that moment are reset, at both ends. */
  | { readonly kind: 'reset_connections' }
  /** Everything arrives in pieces of at most so many bytes. */
  | { readonly kind: 'fragment'; readonly bytes: number };

export type FaultKind = Fault['kind'];
