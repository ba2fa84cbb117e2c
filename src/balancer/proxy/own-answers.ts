/** What the balancer says when a request got no answer. It names no backend, and nothing of what is behind it. */
import { type LocalAnswer, plain } from '../core/local-page.ts';
import type { Reason } from '../core/outcome.ts';

const LATE_REQUEST = plain(408, 'The request took too long to arrive.\n');
const BAD_ANSWER = plain(502, 'The backend gave no valid answer.\n');
const LATE_ANSWER = plain(504, 'The backend took too long to answer.\n');

const ANSWERS = {
  no_healthy_backend: plain(503, 'No healthy backend is available.\n'),
  queue_full: plain(503, 'All backends are busy, and too many requests wait for them already.\n'),
  queue_timeout: plain(503, 'All backends are busy, and none had room in time.\n'),
  too_many_clients: plain(503, 'Too many clients are connected.\n'),
  connect_failed: BAD_ANSWER,
  no_answer: BAD_ANSWER,
  answer_cut: BAD_ANSWER,
  answer_malformed: BAD_ANSWER,
  drain_timeout: BAD_ANSWER,
  connect_timeout: LATE_ANSWER,
  response_timeout: LATE_ANSWER,
  request_timeout: LATE_REQUEST,
} as const satisfies Partial<Record<Reason, LocalAnswer>>;

/** Why a request is answered so. */
export type FailureReason = keyof typeof ANSWERS;

export function failureAnswer(reason: FailureReason): LocalAnswer {
  return ANSWERS[reason];
}
