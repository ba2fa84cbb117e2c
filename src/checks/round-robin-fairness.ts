/**
 * Round robin means turns: over any stretch with the same eligible backends each gets its share, give or take what was
 * under way. Weights may be honoured or ignored (both are accepted), but one of the two it must be.
 */
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type Check, type Finding, Findings } from './check.ts';
import { hasLimits, sessionMode, unlessTold } from './joins/setup.ts';
import type { Stray } from './joins/share-walk.ts';
import { sharesChosen } from './joins/shares-chosen.ts';
import { sharesReceived } from './joins/shares-received.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const roundRobinFairness: Check = {
  name: 'round-robin-fairness',
  kind: 'invariant',
  about: 'Round robin gives every eligible backend its turn: equal shares, or shares by weight.',
  applies: isPlainRotation,
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('requests');
    if (!staysHealthy(view)) return findings.finding('', TOO_SLOW);
    return fairness(view, findings, plansOf(view));
  },
};

/** Judges the run by these plans of weights, of which one must fit throughout. */
function fairness(view: View, findings: Findings, plans: readonly (readonly number[])[]): Finding {
  const received = sharesReceived(view, plans);
  const chosen = sharesChosen(view, plans);
  findings.observe(Math.max(received.judged, chosen.judged));
  for (const stray of leastWrong(received.strays)) findings.violate(describe(view, stray, 'received'), rowsOf(stray));
  for (const stray of leastWrong(chosen.strays))
    findings.violate(describe(view, stray, 'was chosen for'), rowsOf(stray));
  return findings.finding('every backend got its turns', 'at no time was the eligible set known and constant');
}

/** For a balancer that honours weights: then only they are right. */
export const roundRobinWeights: Check = {
  name: 'round-robin-weights',
  kind: 'invariant',
  byChance: true,
  about: 'Round robin gives every eligible backend its turns by weight, where weights differ.',
  applies: (scenario) => isPlainRotation(scenario) && hasWeights(scenario),
  missing: unlessTold('weights'),
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('requests');
    if (!staysHealthy(view)) return findings.finding('', TOO_SLOW);
    return fairness(view, findings, [view.scenario.backends.map(({ weight }) => weight)]);
  },
};

const TOO_SLOW = 'the timing error of this run could take healthy backends out';

function hasWeights({ backends }: Scenario): boolean {
  return backends.some(({ weight }) => weight !== backends[0]?.weight);
}

/** Nothing but turns decides: no sessions, and no backend that is full. */
function isPlainRotation(scenario: Scenario): boolean {
  const { balancer, backends } = scenario;
  return (
    balancer.algorithm === 'round_robin' &&
    backends.length > 1 &&
    sessionMode(balancer) === 'off' &&
    !hasLimits(scenario)
  );
}

/** Equal weights, and the scenario's if they differ. */
function plansOf({ scenario }: View): readonly (readonly number[])[] {
  const weights = scenario.backends.map(({ weight }) => weight);
  const plain = weights.map(() => 1);
  return hasWeights(scenario) ? [plain, weights] : [plain];
}

/** One plan must fit the whole run; if none does, the one that fits best is shown. */
function leastWrong(strays: readonly (readonly Stray[])[]): readonly Stray[] {
  return strays.reduce((best, next) => (next.length < best.length ? next : best));
}

/** A stall that fails `unhealthy_threshold` probes in a row takes out a backend that no fault touched. */
function staysHealthy({ scenario, timing }: View): boolean {
  const { interval, timeout, unhealthyThreshold } = scenario.balancer.healthCheck;
  return timing.tolerance < (unhealthyThreshold - 1) * interval + timeout;
}

function describe({ history, scenario }: View, stray: Stray, verb: string): string {
  const name = scenario.backends[stray.backend]?.name;
  const from = stray.fromRow < 0 ? 'the start' : clockTime(history, stray.fromRow);
  const fair = (stray.share * stray.of).toFixed(1).replace('.0', '');
  return (
    `${name} ${verb} ${stray.got} of ${stray.of} requests from ${from} to ${clockTime(history, stray.toRow)}; ` +
    `its turns are ${fair}, and that is off by ${stray.excess.toFixed(1)} more than requests under way explain.`
  );
}

function rowsOf({ fromRow, toRow }: Stray): readonly number[] {
  return [fromRow, toRow].filter((row) => row >= 0);
}
