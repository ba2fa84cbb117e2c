/** Field follows field, and the head never ends: a memory leak in whoever reads it without a limit. */

import { withoutEnd } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

/** 64 bytes. */
const FILLER = `X-Endless: ${'x'.repeat(51)}\r\n`;

export const endlessHead = defineFault({
  kind: 'endless_head',
  level: 'answer',
  by: 'backend',
  about: 'The fields of an answer never end.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'answers with endless fields',
  plainWords: 'answers with endless fields',
  endWords: 'ends its heads again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer) => withoutEnd(answer, 'head', FILLER),
});
