/** A kept connection is closed just as the next request is under way on it: the race that every pool of connections knows. */
import { defineFault } from '../fault.ts';

export const closeIdle = defineFault({
  kind: 'close_idle',
  level: 'answer',
  by: 'backend',
  about: 'A kept connection is closed just as the next request comes on it.',
  options: {},
  scopes: ['probability', 'share'],
  endedBy: 'recover',
  words: () => 'closes kept connections',
  plainWords: 'closes kept connections',
  endWords: 'keeps connections open again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  closesReused: true,
});
