/** What the timeline asserts at a moment was so when the lab looked. */

import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { rowsOf } from './joins/rows.ts';
import { clockTime } from './joins/view.ts';

export const assertsHold: Check = {
  name: 'asserts-hold',
  kind: 'invariant',
  about: 'Every assertion of the timeline holds at its moment.',
  applies: (scenario) => wholeStory(scenario).some((event) => event.do === 'assert'),
  run({ history }) {
    const findings = new Findings('assertions');
    for (const row of rowsOf(history, 'lab.assert')) {
      const held = history.a[row] as number;
      // Anything else than yes or no: the lab could not tell.
      if (held !== 0 && held !== 1) continue;
      findings.observe();
      if (held === 1) continue;
      const what = history.texts[history.text[row] as number] ?? '';
      findings.violate(`At ${clockTime(history, row)} it was asserted, and was not so: ${what}.`, [row]);
    }
    return findings.finding('all of them held', 'the lab could tell of none of the assertions');
  },
};
