/** Whatever the algorithm: a backend that is well is not forgotten. */
import { NONE } from '../sim/history/history.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { goesByAddress } from './joins/homes.ts';
import { hasLimits, isToldEverything, sessionMode, trustsProxies } from './joins/setup.ts';
import type { Stretch } from './joins/standing.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

/** Luck alone leaves a backend out of so many independent choices less than once in 10^9 runs. */
const CERTAINTY = 20.7;
/** One rotation for each of so many threads or processes is granted. */
const ROTATIONS = 8;
/** So many choices for each backend make it certain that one which goes by load has found them all idle once. */
const IDLE_ROUNDS = 1000;

export const everyAlgorithmUsesEveryBackend: Check = {
  name: 'every-algorithm-uses-every-backend',
  kind: 'invariant',
  byChance: true,
  about: 'Every backend that is eligible for long enough receives requests.',
  applies: (scenario) => scenario.backends.length > 1 && isJudged(scenario),
  run(input) {
    const view = viewOf(input);
    const { history, requests, backendOf, stretches, scenario } = view;
    const findings = new Findings('stretches');
    const received = new Int32Array(scenario.backends.length);
    const clients = new Set<number>();
    let sent = 0;
    let at = 0;
    let lastRow = NONE;
    const finish = (stretch: Stretch) => {
      const choices = goesByAddress(scenario) ? clients.size : sent;
      if (choices >= choicesNeeded(view, stretch)) {
        findings.observe();
        for (const [backend, { name }] of scenario.backends.entries()) {
          if (stretch.eligible[backend] !== true || (received[backend] as number) > 0) continue;
          findings.violate(
            `${name} received none of the ${sent} requests (of ${clients.size} clients) up to ${clockTime(history, lastRow)} for which it ` +
              `was eligible; with ${scenario.balancer.algorithm} it has to get some.`,
            [lastRow],
          );
        }
      }
      received.fill(0);
      clients.clear();
      sent = 0;
    };
    for (let request = 0; request < requests.count; request++) {
      const row = requests.firstArrival[request] as number;
      if (row === NONE) continue;
      const send = requests.sendRow[request] as number;
      const time = history.time[send] as number;
      let stretch = stretches[at];
      while (stretch !== undefined && stretch.to <= time) {
        finish(stretch);
        stretch = stretches[++at];
      }
      if (stretch === undefined) break;
      if (time < stretch.from || (history.time[row] as number) >= stretch.to) continue;
      const backend = backendOf[history.actor[row] as number] as number;
      if (backend !== NONE) received[backend] = (received[backend] as number) + 1;
      clients.add(history.actor[send] as number);
      sent++;
      lastRow = row;
    }
    const last = stretches[at];
    if (last !== undefined) finish(last);
    return findings.finding('all of them were used', 'too few requests while the eligible set was known and constant');
  },
};

/** The field that a header hash goes by may be the same in all requests; sessions and limits decide by themselves. */
function isJudged(scenario: Scenario): boolean {
  const { balancer } = scenario;
  if (balancer.algorithm === 'header_hash' || sessionMode(balancer) !== 'off' || hasLimits(scenario)) return false;
  return balancer.algorithm !== 'ip_hash' || !trustsProxies(balancer);
}

/** How many choices (for ip_hash: clients) leave nobody out. */
function choicesNeeded({ scenario, history }: View, stretch: Stretch): number {
  const { balancer, backends } = scenario;
  const weights = backends.map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const smallest = Math.min(1 / backends.length, Math.min(...weights) / total);
  switch (balancer.algorithm) {
    case 'round_robin':
      return ROTATIONS * (total + backends.length);
    case 'random':
    case 'ip_hash':
    case 'uri_hash':
      return CERTAINTY / smallest;
    case 'least_connections':
    case 'p2c': {
      // Ties may always go to the first elsewhere; the built-in balancer promises turns. And only at the start of a run
      // is it certain that none has more to do than the others.
      const isFair = isToldEverything(history) && weights.every((weight) => weight === weights[0]);
      return isFair && stretch.from === -Infinity ? IDLE_ROUNDS * backends.length : Infinity;
    }
    default:
      // By latency: who is slow may be left out for as long as it is.
      return Infinity;
  }
}
