/** Every check there is: the laws that hold for any run, and the promises that a scenario makes. */
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { answerIntegrity } from './answer-integrity.ts';
import { availability } from './availability.ts';
import type { Check } from './check.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { latency } from './latency.ts';
import { metricsAddUp } from './metrics-add-up.ts';
import { neverRoutesToUnhealthy } from './never-routes-to-unhealthy.ts';
import { noHealthyGives503 } from './no-healthy-gives-503.ts';
import { recovers } from './recovers.ts';
import { roundRobinFairness } from './round-robin-fairness.ts';
import { stateFollowsProbes } from './state-follows-probes.ts';

/** The laws, in the order in which reports show them. */
export const INVARIANTS: readonly Check[] = [
  neverRoutesToUnhealthy,
  stateFollowsProbes,
  roundRobinFairness,
  answerIntegrity,
  forwardedHeaders,
  noHealthyGives503,
  metricsAddUp,
];

/** One check for each promise of the scenario, in its order; names are made unique. */
export function expectationChecks(scenario: Scenario): Check[] {
  const used = new Map<string, number>();
  return scenario.expect.map((expectation) => {
    const check = expectationCheck(expectation);
    const nth = (used.get(check.name) ?? 0) + 1;
    used.set(check.name, nth);
    return nth === 1 ? check : { ...check, name: `${check.name} (${nth})` };
  });
}

function expectationCheck(expectation: Expectation): Check {
  switch (expectation.kind) {
    case 'availability':
      return availability(expectation);
    case 'latency':
      return latency(expectation);
    case 'recovers':
      return recovers(expectation);
  }
}
