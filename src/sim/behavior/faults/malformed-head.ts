/** The status line is none: another protocol on the port, a bug in a hand-written server. */

import { withOddHead } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const malformedHead = defineFault({
  kind: 'malformed_head',
  level: 'answer',
  by: 'backend',
  about: 'Answers begin with a line that is no status line.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'answers nonsense',
  plainWords: 'answers nonsense',
  endWords: 'speaks HTTP again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer) => withOddHead(answer, answer.head.replace(/^[^\r]*/, 'HTTP/1.1 two-hundred')),
});
