/** The kernel's queue of connections is full: a client's first packet is dropped, and it tries again and again. */
import { defineFault } from '../fault.ts';

export const backlogFull = defineFault({
  kind: 'backlog_full',
  level: 'listener',
  by: 'world',
  about: 'Attempts to connect are neither accepted nor refused; open connections go on.',
  options: {},
  scopes: [],
  endedBy: 'recover',
  words: () => 'lets nobody connect',
  plainWords: 'lets nobody connect',
  endWords: 'accepts connections again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  virtualOnly: 'a process on Node accepts whatever connects; silent or freeze come near to it',
});
