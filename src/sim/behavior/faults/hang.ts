/** It accepts and reads but answers nothing: a deadlock, an exhausted pool of workers. What waited is answered afterwards. */
import { defineFault } from '../fault.ts';

export const hang = defineFault({
  kind: 'hang',
  level: 'answer',
  by: 'backend',
  about: 'It accepts and reads, and answers nothing, probes included.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'hangs',
  plainWords: 'hangs',
  endWords: 'no longer hangs',
  look: 'down',
  effect: () => ({ probes: 'fail', requests: 'fail' }),
  sees: 'all',
  exact: true,
  plan: (plan) => ({ ...plan, silent: true }),
});
