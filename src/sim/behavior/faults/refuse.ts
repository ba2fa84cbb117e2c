/** The listening socket is closed while the process lives on, and serves the connections that it has. */
import { defineFault } from '../fault.ts';

export const refuse = defineFault({
  kind: 'refuse',
  level: 'listener',
  by: 'backend',
  about: 'Nobody listens: new connections are refused, open ones go on.',
  options: {},
  scopes: [],
  endedBy: 'recover',
  words: () => 'refuses connections',
  plainWords: 'refuses connections',
  endWords: 'listens again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  closesListener: true,
});
