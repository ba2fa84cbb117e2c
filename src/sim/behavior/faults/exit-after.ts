/** The process exits by itself when it has got so many requests: a leak that comes to its end, a poisonous request. */
import { defineFault } from '../fault.ts';

export const exitAfter = defineFault({
  kind: 'exit_after',
  level: 'process',
  by: 'world',
  about: 'The process exits, without an answer, as soon as it has got so many `requests`.',
  options: {
    requests: {
      type: 'whole',
      from: 1,
      to: 1_000_000,
      about: 'the request, counted from now, that it does not survive',
      example: 'requests: 100',
    },
  },
  scopes: ['paths'],
  endedBy: 'restart',
  words: ({ requests }) => `exits at request ${requests}`,
  plainWords: 'exits at some request',
  endWords: 'restarted',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'dies',
  exitAfter: ({ requests }) => requests,
});
