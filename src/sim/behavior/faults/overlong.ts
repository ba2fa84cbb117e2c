/** More body than its length says: a wrong length, or an answer that two wrote. */
import { withSurplus } from '../answer/answer.ts';
import { extendedBody } from '../answer/body.ts';
import { defineFault } from '../fault.ts';

export const overlong = defineFault({
  kind: 'overlong',
  level: 'answer',
  by: 'backend',
  about: 'Bodies are longer by `bytes` than their length says.',
  options: {
    bytes: {
      type: 'whole',
      from: 1,
      to: 1_000_000,
      about: 'how much comes behind the end',
      example: 'bytes: 10',
      standard: 10,
    },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ bytes }) => `sends ${bytes} bytes too many`,
  plainWords: 'sends bytes too many',
  endWords: 'ends its bodies where they end again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  // No line of it can pass for the start of another answer.
  shape: (answer, { bytes }) => withSurplus(answer, extendedBody(answer.body, '~'.repeat(bytes))),
});
