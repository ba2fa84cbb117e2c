/** One line for each answered request, when it is wanted. */
import type { Micros } from '../../kernel/clock.ts';
import type { Reason } from '../core/outcome.ts';

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
  /** Who answered, or was the last to be tried; empty when no backend was. */
  readonly backend: string;
  /** Why there is no whole answer of a backend or a page; empty when there is. */
  readonly reason: Reason | '';
  /** What was answered, if anything, is not whole: the client's connection was closed inside it. */
  readonly aborted: boolean;
  /** What the balancer told the client that it refused; empty when it did not. */
  readonly problem: string;
  /** The time of the answer's end, in ms since 1970. */
  readonly wall: number;
}

export type AccessLogFormat = 'json' | 'combined';

/** Writes a line. Called for each request: must be cheap, and never wait. */
export type AccessLog = (entry: AccessEntry, format: AccessLogFormat) => void;
