/** The connection is reset in the middle of an answer, or before it: a worker that is killed at its work. */
import { resetAfter } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const reset = defineFault({
  kind: 'reset',
  level: 'answer',
  by: 'backend',
  about: 'The connection is reset in place of an answer, or after so many `bytes` of it.',
  options: {
    bytes: {
      type: 'whole',
      from: 0,
      to: 1_000_000,
      about: 'how much of the answer goes out before; 0: nothing at all',
      example: 'bytes: 100',
      standard: 0,
    },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ bytes }) => (bytes === 0 ? 'resets connections' : `resets connections after ${bytes} bytes`),
  plainWords: 'resets connections',
  endWords: 'finishes its answers again',
  look: 'errors',
  effect: ({ bytes }) =>
    bytes === 0 ? { probes: 'fail', requests: 'fail' } : { probes: 'may-fail', requests: 'may-fail' },
  sees: 'all',
  shape: (answer, { bytes }) => resetAfter(answer, bytes),
});
