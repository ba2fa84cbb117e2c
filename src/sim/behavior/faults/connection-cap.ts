/** No more than so many connections: what comes beyond is closed at once. */
import { defineFault } from '../fault.ts';

export const connectionCap = defineFault({
  kind: 'connection_cap',
  level: 'listener',
  by: 'backend',
  about: 'With `max` connections open, every further one is reset as soon as it is accepted.',
  options: {
    max: { type: 'whole', from: 0, to: 100_000, about: 'how many connections it keeps open', example: 'max: 2' },
  },
  scopes: [],
  endedBy: 'recover',
  words: ({ max }) => `keeps at most ${max} connections`,
  plainWords: 'keeps few connections',
  endWords: 'keeps any number of connections again',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  receive: (open, { max }) => (open >= max ? 'reset' : 'serve'),
});
