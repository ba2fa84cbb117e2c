/** The process stands still with its sockets open: what a swapped-out, stopped or paused machine looks like. */
import { defineFault } from '../fault.ts';

export const freeze = defineFault({
  kind: 'freeze',
  level: 'process',
  by: 'world',
  about: 'The process is stopped: nothing runs, sockets stay open.',
  options: {},
  scopes: [],
  endedBy: 'recover',
  words: () => 'frozen',
  plainWords: 'frozen',
  endWords: 'thawed',
  look: 'down',
  effect: () => ({ probes: 'fail', requests: 'fail' }),
  sees: 'late',
  exact: true,
});
