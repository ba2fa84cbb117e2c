/**
 * Least connections means: whoever is chosen has no more to do than the others. Judged only where no counting, of whatever
 * was under way, makes the choice right.
 */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { loadsAtChoices } from './joins/loads.ts';
import { hasLimits, isToldEverything, sessionMode } from './joins/setup.ts';
import { clockTime, viewOf } from './joins/view.ts';

/** A balancer that others wrote may count by thread or process: each of so many may be off by one request. */
const THREADS_GRANTED = 8;

export const leastConnectionsMinimum: Check = {
  name: 'least-connections-minimum',
  kind: 'invariant',
  byChance: true,
  about: 'With least_connections the chosen backend has, for its weight, the fewest requests under way.',
  applies: (scenario) =>
    scenario.balancer.algorithm === 'least_connections' &&
    scenario.backends.length > 1 &&
    sessionMode(scenario.balancer) === 'off' &&
    !hasLimits(scenario),
  run(input) {
    const view = viewOf(input);
    const { history, requests, stretches, backendOf, timing } = view;
    const { backends } = view.scenario;
    const findings = new Findings('requests');
    const { sample, least, most } = loadsAtChoices(view);
    const slack = isToldEverything(history) ? 0 : THREADS_GRANTED;
    let stretchAt = 0;
    for (let at = 0; at < sample.length; at++) {
      const request = sample[at] as number;
      const send = requests.sendRow[request] as number;
      const row = requests.firstArrival[request] as number;
      const sent = (history.time[send] as number) - timing.error;
      let stretch = stretches[stretchAt];
      while (stretch !== undefined && stretch.to <= sent) stretch = stretches[++stretchAt];
      if (stretch === undefined) break;
      if (sent < stretch.from || (history.time[row] as number) + timing.error >= stretch.to) continue;
      findings.observe();
      const chosen = backendOf[history.actor[row] as number] as number;
      const has = least[at] as number;
      if (has <= slack) continue;
      const weight = backends[chosen]?.weight ?? 1;
      let better = NONE;
      for (let other = 0; other < backends.length && better === NONE; other++) {
        if (other === chosen || stretch.eligible[other] !== true) continue;
        const could = (most[at * backends.length + other] as number) + slack;
        if (isWorse(has, weight, could, backends[other]?.weight ?? 1)) better = other;
      }
      if (better === NONE) continue;
      findings.violate(
        `Request ${history.req[row]} went to ${backends[chosen]?.name} (${clockTime(history, row)}), which had at least ${has} requests under ` +
          `way, while ${backends[better]?.name} had at most ${most[at * backends.length + better]}.`,
        [send, row],
      );
    }
    return findings.finding('nobody with more to do was chosen', 'no choice was made while the eligible set was known');
  },
};

/** By every usual measure: requests, requests for the weight, and the same with one more. */
function isWorse(has: number, weight: number, could: number, otherWeight: number): boolean {
  return has > could && has * otherWeight > could * weight && (has + 1) * otherWeight > (could + 1) * weight;
}
