/** Interim answers come before the final one. */
import { reasonPhrase } from '../../../http1/encode.ts';
import { withInterim } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const early = defineFault({
  kind: 'early',
  level: 'answer',
  by: 'backend',
  about: 'Each answer comes after interim ones that nobody asked for.',
  options: {
    interim: {
      type: 'whole',
      from: 102,
      to: 199,
      about: 'the status of the interim answers',
      example: 'interim: 103',
      standard: 103,
    },
    count: { type: 'whole', from: 1, to: 1_000, about: 'how many there are', example: 'count: 3', standard: 1 },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ interim, count }) => `answers ${interim} first${count === 1 ? '' : ` (${count} times)`}`,
  plainWords: 'answers with interim answers first',
  endWords: 'answers at once again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape(answer, { interim, count }) {
    return withInterim(answer, `HTTP/1.1 ${interim} ${reasonPhrase(interim)}\r\n\r\n`.repeat(count));
  },
});
