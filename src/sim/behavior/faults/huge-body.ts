/** Bodies as large as they come: what must be streamed, for nobody can hold it. */
import { formatSize } from '../../../kernel/units.ts';
import { withHugeBody } from '../answer/huge.ts';
import { defineFault } from '../fault.ts';

export const hugeBody = defineFault({
  kind: 'huge_body',
  level: 'answer',
  by: 'backend',
  about: 'The bodies of answers have this `size`.',
  options: {
    size: { type: 'size', to: 1024 ** 3, about: 'the size of a body', example: 'size: 10MB', standard: 1024 ** 2 },
  },
  scopes: ['probability', 'share', 'paths'],
  endedBy: 'recover',
  words: ({ size }) => `answers with ${formatSize(size)}`,
  plainWords: 'answers with huge bodies',
  endWords: 'answers in small again',
  look: 'slow',
  effect: () => ({ probes: 'ok', requests: 'may-fail' }),
  sees: 'all',
  requestsOnly: true,
  shape: (answer, { size }) => withHugeBody(answer, size),
});
