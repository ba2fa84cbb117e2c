/**
 * How a request ended badly, in one word: for the access log and the counters. A client is told less (`own-answers.ts`).
 * The words are part of what others read: they stay as they are.
 */
export const REASONS = [
  /** 503. */
  'no_healthy_backend',
  /** 503: all that are Healthy have as many requests as they may, and as many wait as may. */
  'queue_full',
  /** 503: it waited for room for as long as it may. */
  'queue_timeout',
  /** 503: as many clients are connected as may be. */
  'too_many_clients',
  /** 502: no connection could be opened, on the last attempt. */
  'connect_failed',
  /** 502: the backend closed before it answered. */
  'no_answer',
  /** 502, or the answer breaks off: the backend closed inside it. */
  'answer_cut',
  /** 502, or the answer breaks off: what came is not valid HTTP. */
  'answer_malformed',
  /** 502, or the answer breaks off: the backend was to leave, and its time to drain was up. */
  'drain_timeout',
  /** 504: `connect_secs`. */
  'connect_timeout',
  /** 504: `response_secs`. */
  'response_timeout',
  /** The answer breaks off: nothing came for `stall_secs`. */
  'stall_timeout',
  /** A tunnel that was silent for `tunnel_secs`. */
  'tunnel_timeout',
  /** 408: the client did not send on for `request_secs`. */
  'request_timeout',
  /** The answer breaks off: the client did not take it in for `request_secs`. */
  'client_timeout',
  /** 4xx, 501 or 505: what the client sent is not valid HTTP, or more than is allowed. */
  'bad_request',
  /** The client went away before it had a whole answer. */
  'client_gone',
  /** The balancer was stopped, and the time for the last requests was up. */
  'shutdown',
] as const;

export type Reason = (typeof REASONS)[number];
