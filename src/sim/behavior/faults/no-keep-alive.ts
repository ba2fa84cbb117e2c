/** Each answer is the last of its connection: a server without keep-alive. */

import { withoutKeepAlive } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

export const noKeepAlive = defineFault({
  kind: 'no_keep_alive',
  level: 'answer',
  by: 'backend',
  about: 'The connection is closed after each answer, which says so.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'keeps no connection alive',
  plainWords: 'keeps no connection alive',
  endWords: 'keeps connections alive again',
  look: 'slow',
  effect: () => ({ probes: 'ok', requests: 'ok' }),
  sees: 'all',
  shape: withoutKeepAlive,
});
