/** Retries help one request and hurt all others: no request gets more than its attempts, and all together a share. */

import { formatPercentage } from '../kernel/units.ts';
import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { retryRules, unlessTold } from './joins/setup.ts';
import { viewOf } from './joins/view.ts';

/** What a quiet balancer may have saved up, for each of its threads. */
const SAVED = 10;
const THREADS_MOST = 64;

export const retryWithinBudget: Check = {
  name: 'retry-within-budget',
  kind: 'invariant',
  byChance: true,
  about: 'No request is tried more often than allowed, and retries are no more than the budget.',
  applies: (scenario) => !wholeStory(scenario).some((event) => event.do === 'order' && event.order.kind === 'reload'),
  missing: unlessTold('a budget for retries'),
  run(input) {
    const view = viewOf(input);
    const { history, requests, scenario } = view;
    const { attempts, budget } = retryRules(scenario.balancer);
    const findings = new Findings('requests');
    const restarts = view.absences.length + 1;
    const saved = SAVED * restarts * (history.meta.world === 'virtual' ? 1 : THREADS_MOST);
    let extra = 0;
    let reached = 0;
    let said = false;
    for (let request = 0; request < requests.count; request++) {
      const send = requests.sendRow[request] as number;
      const arrivals = requests.arrivals[request] as number;
      if (arrivals === 0) continue;
      reached++;
      extra += arrivals - 1;
      const rows = [send, requests.firstArrival[request] as number];
      if (arrivals > attempts) {
        findings.violate(
          `Request ${history.req[send]} reached backends ${arrivals} times; ${attempts} attempts are allowed.`,
          rows,
        );
      }
      // All that was sent so far may have earned its share.
      const allowed = saved + budget * (request + 1) + ROUNDING;
      if (extra <= allowed || said) continue;
      said = true;
      findings.violate(
        `With request ${history.req[send]} backends had got ${extra} retries of ${request + 1} requests; ${formatPercentage(budget)} and ` +
          `${saved} at once are allowed.`,
        rows,
      );
    }
    findings.observe(reached);
    return findings.finding(`${extra} retries of ${reached} requests`, 'no request reached a backend');
  },
};

/** Shares added up one by one are not exact. */
const ROUNDING = 1e-6;
