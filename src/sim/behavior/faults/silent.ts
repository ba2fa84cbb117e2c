/** Connections are accepted, and that is all: a process whose accept loop lives longer than its workers. */
import { defineFault } from '../fault.ts';

export const silent = defineFault({
  kind: 'silent',
  level: 'listener',
  by: 'backend',
  about: 'New connections are accepted, and nothing is read or said on them; they are reset when it ends.',
  options: {},
  scopes: ['probability', 'share'],
  endedBy: 'recover',
  words: () => 'accepts and says nothing',
  plainWords: 'accepts and says nothing',
  endWords: 'reads again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  receive: () => 'ignore',
});
