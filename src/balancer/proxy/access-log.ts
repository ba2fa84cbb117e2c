/** One line for each answered request, when it is wanted. */
import type { Micros } from '../../kernel/clock.ts';

export interface AccessEntry {
  readonly client: string;
  readonly method: string;
  readonly target: string;
  readonly minor: 0 | 1;
  readonly referer: string;
  readonly userAgent: string;
  /** 0: the client went away before there was an answer. */
  readonly status: number;
  /** Bytes of the answer's body. */
  readonly bytes: number;
  /** From the request's head to the answer's last byte. */
  readonly duration: Micros;
  /** Empty when the balancer answered itself. */
  readonly backend: string;
  /** ms since 1970. */
  readonly wall: number;
}

export type AccessLog = (entry: AccessEntry) => void;
