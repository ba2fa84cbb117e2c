/** The body ends before its length says so, and the connection with it. */
import { truncated } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const truncate = defineFault({
  kind: 'truncate',
  level: 'answer',
  by: 'backend',
  about: 'Bodies are cut off after `bytes`, and the connection is closed.',
  options: {
    bytes: {
      type: 'whole',
      from: 0,
      to: 1_000_000,
      about: 'how much of the body still comes',
      example: 'bytes: 10',
      standard: 10,
    },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ bytes }) => `cuts bodies off after ${bytes} bytes`,
  plainWords: 'cuts bodies off',
  endWords: 'finishes its bodies again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer, { bytes }) => truncated(answer, bytes),
});
