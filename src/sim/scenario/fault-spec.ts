/** What can go wrong with a backend, as a scenario says it. Times in µs, probabilities as fractions. */
import type { Micros } from '../../kernel/clock.ts';

/** What a fault is limited to; everything when not said. */
export interface FaultScope {
  readonly probability: number;
  /** The share of connections that it hits. */
  readonly share: number;
  /** Only requests for paths that begin so. */
  readonly paths: string | null;
  readonly only: 'all' | 'requests' | 'probes';
}

/** A fault that is switched on for a backend by the timeline and stays until it is switched off. */
export type Fault = FaultCause & { readonly scope?: FaultScope };

type FaultCause =
  /** The process dies at once; the kernel closes its sockets. Ended by `restart`. */
  | { readonly kind: 'crash' }
  /** It accepts and reads, and answers nothing, probes included. */
  | { readonly kind: 'hang' }
  /** The process is stopped (SIGSTOP): nothing runs, sockets stay open. */
  | { readonly kind: 'freeze' }
  /** Every answer, probes included, takes this much longer. */
  | { readonly kind: 'slow'; readonly extra: Micros }
  /** Answers, probes included, carry this status with this probability. */
  | { readonly kind: 'status'; readonly code: number; readonly probability: number };

export type FaultKind = Fault['kind'];
