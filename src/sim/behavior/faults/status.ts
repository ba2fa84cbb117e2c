/** Answers carry an error status. */
import { defineFault } from '../fault.ts';

export const status = defineFault({
  kind: 'status',
  level: 'answer',
  by: 'backend',
  about: 'Answers, probes included, carry the status `code`.',
  options: {
    code: { type: 'whole', from: 400, to: 599, about: 'the status of the answers', example: 'code: 500' },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ code }) => `answers ${code}`,
  plainWords: 'answers errors',
  endWords: 'answers as it should again',
  look: 'errors',
  effect: ({ code }) => ({ probes: code >= 200 && code < 300 ? 'ok' : 'fail', requests: 'ok', status: code }),
  sees: 'all',
  exact: true,
  plan: (plan, { code }) => ({ ...plan, status: code }),
});
