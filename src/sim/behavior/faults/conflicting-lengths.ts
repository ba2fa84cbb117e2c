/** Two lengths that contradict each other: what response splitting and cache poisoning are made of. */

import { withOddHead } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const conflictingLengths = defineFault({
  kind: 'conflicting_lengths',
  level: 'answer',
  by: 'backend',
  about: 'Answers carry two lengths that contradict each other.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'answers with two lengths',
  plainWords: 'answers with two lengths',
  endWords: 'answers with one length again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer) => withOddHead(answer, `${answer.head}Content-Length: ${answer.body.size + 1}\r\n`),
});
