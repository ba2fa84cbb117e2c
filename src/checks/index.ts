/** Every check there is: the laws that hold for any run, and the promises that a scenario makes. */
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { activeReturnsToZero } from './active-returns-to-zero.ts';
import { adminNeedsToken } from './admin-needs-token.ts';
import { answerIntegrity } from './answer-integrity.ts';
import { assertsHold } from './asserts-hold.ts';
import { atMostOnce } from './at-most-once.ts';
import { availability } from './availability.ts';
import type { Check } from './check.ts';
import { connectionCaps } from './connection-caps.ts';
import { detectionWithinBound } from './detection-within-bound.ts';
import { drainFinishesByDeadline } from './drain-finishes-by-deadline.ts';
import { errorBudget } from './error-budget.ts';
import { everyAlgorithmUsesEveryBackend } from './every-algorithm-uses-every-backend.ts';
import { everyRequestIsAnswered } from './every-request-is-answered.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { hopByHopRemoved } from './hop-by-hop-removed.ts';
import { ipHashMinimalDisruption } from './ip-hash-minimal-disruption.ts';
import { ipHashStability } from './ip-hash-stability.ts';
import { latency } from './latency.ts';
import { leastConnectionsMinimum } from './least-connections-minimum.ts';
import { metricsAddUp } from './metrics-add-up.ts';
import { neverRoutesToDraining } from './never-routes-to-draining.ts';
import { neverRoutesToUnhealthy } from './never-routes-to-unhealthy.ts';
import { noConnectionLeak } from './no-connection-leak.ts';
import { noCrossTalk } from './no-cross-talk.ts';
import { noHeaderInjection } from './no-header-injection.ts';
import { noHealthyGives503 } from './no-healthy-gives-503.ts';
import { probeTimeoutHonoured } from './probe-timeout-honoured.ts';
import { probesOnSchedule } from './probes-on-schedule.ts';
import { recovers } from './recovers.ts';
import { reloadDropsNothing } from './reload-drops-nothing.ts';
import { requestUnchanged } from './request-unchanged.ts';
import { retryWithinBudget } from './retry-within-budget.ts';
import { returnWithinBound } from './return-within-bound.ts';
import { roundRobinFairness, roundRobinWeights } from './round-robin-fairness.ts';
import { sessionExpiry } from './session-expiry.ts';
import { sessionFallback } from './session-fallback.ts';
import { sessionStickiness } from './session-stickiness.ts';
import { shutdownDropsNothing } from './shutdown-drops-nothing.ts';
import { stateFollowsProbes } from './state-follows-probes.ts';
import { statuses } from './statuses.ts';
import { that } from './that.ts';
import { throughput } from './throughput.ts';
import { trafficShares } from './traffic-shares.ts';
import { upstreamErrorGives502Or504 } from './upstream-error-gives-502-or-504.ts';
import { zeroDropsWhileDraining } from './zero-drops-while-draining.ts';

/** The laws, in the order in which reports show them. */
export const INVARIANTS: readonly Check[] = [
  neverRoutesToUnhealthy,
  neverRoutesToDraining,
  zeroDropsWhileDraining,
  drainFinishesByDeadline,
  stateFollowsProbes,
  probesOnSchedule,
  probeTimeoutHonoured,
  detectionWithinBound,
  returnWithinBound,
  roundRobinFairness,
  roundRobinWeights,
  leastConnectionsMinimum,
  ipHashStability,
  ipHashMinimalDisruption,
  everyAlgorithmUsesEveryBackend,
  sessionStickiness,
  sessionFallback,
  sessionExpiry,
  answerIntegrity,
  noCrossTalk,
  requestUnchanged,
  forwardedHeaders,
  hopByHopRemoved,
  noHeaderInjection,
  atMostOnce,
  retryWithinBudget,
  upstreamErrorGives502Or504,
  everyRequestIsAnswered,
  noHealthyGives503,
  connectionCaps,
  noConnectionLeak,
  metricsAddUp,
  activeReturnsToZero,
  adminNeedsToken,
  reloadDropsNothing,
  shutdownDropsNothing,
  assertsHold,
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
    case 'error_budget':
      return errorBudget(expectation);
    case 'latency':
      return latency(expectation);
    case 'throughput':
      return throughput(expectation);
    case 'traffic':
      return trafficShares(expectation);
    case 'statuses':
      return statuses(expectation);
    case 'that':
      return that(expectation);
    case 'recovers':
      return recovers(expectation);
  }
}
