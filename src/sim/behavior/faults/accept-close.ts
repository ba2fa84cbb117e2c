/** Connections are accepted and closed at once: a port forwarder without a target. */
import { defineFault } from '../fault.ts';

export const acceptClose = defineFault({
  kind: 'accept_close',
  level: 'listener',
  by: 'backend',
  about: 'New connections are accepted and closed at once.',
  options: {},
  scopes: ['probability', 'share'],
  endedBy: 'recover',
  words: () => 'closes what it accepts',
  plainWords: 'closes what it accepts',
  endWords: 'keeps connections open again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  receive: () => 'close',
});
