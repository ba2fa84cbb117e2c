/** Who has no token gives no orders. The lab tries, and says so in its rows (`no-token drain`). */

import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { NO_TOKEN } from './joins/orders.ts';
import { rowsOf } from './joins/rows.ts';
import { clockTime } from './joins/view.ts';

export const adminNeedsToken: Check = {
  name: 'admin-needs-token',
  kind: 'invariant',
  byChance: true,
  about: 'An order without the token is refused with 401 or 403.',
  applies: (scenario) => wholeStory(scenario).some((event) => event.do === 'order'),
  run({ history }) {
    const findings = new Findings('orders');
    for (const row of rowsOf(history, 'lab.order')) {
      const text = history.texts[history.text[row] as number] ?? '';
      const status = history.a[row] as number;
      // No answer, or a failure, says nothing of what would have been allowed.
      if (!text.startsWith(NO_TOKEN) || status === 0 || status >= 500) continue;
      const refused = status === 401 || status === 403;
      const obeyed = status < 300;
      if (!refused && !obeyed) continue;
      findings.observe();
      if (refused) continue;
      const order = text.slice(NO_TOKEN.length);
      findings.violate(
        `The order "${order}" came without the token and got status ${status} at ${clockTime(history, row)}; it must get 401.`,
        [row],
      );
    }
    return findings.finding('orders without the token were refused', 'no order was tried without the token');
  },
};
