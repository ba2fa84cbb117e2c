/** Answers come byte by byte. */
import { formatDuration } from '../../../kernel/units.ts';
import { paced } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const drip = defineFault({
  kind: 'drip',
  level: 'answer',
  by: 'backend',
  about: 'Answers come `bytes` at a time, with a `pause` after each.',
  options: {
    bytes: {
      type: 'whole',
      from: 1,
      to: 100_000,
      about: 'how much comes at a time',
      example: 'bytes: 1',
      standard: 1,
    },
    pause: { type: 'duration', about: 'how long nothing comes in between', example: 'pause: 10ms', standard: 1_000 },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ bytes, pause }) =>
    `answers ${bytes === 1 ? 'byte by byte' : `${bytes} bytes at a time`}, every ${formatDuration(pause)}`,
  plainWords: 'answers bit by bit',
  endWords: 'answers at one go again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer, { bytes, pause }) => paced(answer, { bytes, pause }),
});
