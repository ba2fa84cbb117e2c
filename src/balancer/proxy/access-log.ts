/** One line for each answered request, when it is wanted. */
import type { Micros } from '../../kernel/clock.ts';

/** All texts are latin1 as they came from the client: bytes that mean something to a log or a terminal included. */
export interface AccessEntry {
  readonly client: string;
  /** Empty, as are the texts below, when there was no valid request. */
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
  /** Who answered, or should have when the client went away; empty when the balancer answered itself. */
  readonly backend: string;
  /** Why the balancer refused it by itself; empty when it did not. */
  readonly problem: string;
  /** The time of the answer's end, in ms since 1970. */
  readonly wall: number;
}

export type AccessLogFormat = 'json' | 'combined';

/** Writes a line. Called for each request: must be cheap, and never wait. */
export type AccessLog = (entry: AccessEntry, format: AccessLogFormat) => void;
