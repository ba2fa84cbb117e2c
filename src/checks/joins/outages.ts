/**
 * What the faults alone oblige a balancer to know, for any balancer in any language: from when on a dead backend must
 * be out, and from when on a mended one must be back. In between nothing is claimed.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import { effectOf, isCertain, rowsUnder } from '../../sim/scenario/fault-facts.ts';
import type { FaultSpan } from './faults.ts';
import { type Interval, merged } from './intervals.ts';
import type { Timing } from './timing.ts';

type Margins = Pick<Timing, 'error' | 'tolerance'>;

/** A plan has no clocks that could be wrong. */
export const NO_MARGINS: Margins = { error: 0, tolerance: 0 };

/** From the start of one probe to the start of the next, at most. */
export function longestInterval({ interval, jitter = 0 }: HealthCheckSpec): Micros {
  return interval * (1 + jitter);
}

/**
 * The longest it may take until a backend is out whose probes all fail: at worst each round is a full interval and
 * a full timeout long, and one probe had just been answered.
 */
export function detectionBound(health: HealthCheckSpec, margins: Margins): Micros {
  const round = longestInterval(health) + health.timeout + margins.error;
  return health.unhealthyThreshold * round + health.timeout + margins.tolerance;
}

/** The longest it may take until a backend is back whose probes are all answered well. */
export function returnBound(health: HealthCheckSpec, margins: Margins): Micros {
  const round = longestInterval(health) + health.timeout + margins.error;
  return health.healthyThreshold * round + health.timeout + margins.tolerance;
}

/** Whether every probe fails while the fault is on. */
export function failsEveryProbe({ fault, kind }: FaultSpan, health: HealthCheckSpec, margins: Margins): boolean {
  // A fault that the scenario does not explain: sure only when no option and no limit could make a difference.
  if (fault === null) return kind === 'crash' || kind === 'hang' || kind === 'freeze';
  const { probes, delay = 0, status } = effectOf(fault, health.path);
  if (probes === 'ok' || (status !== undefined && isGoodStatus(status, health))) return false;
  if (probes === 'fail') return true;
  return isCertain(fault) && delay > health.timeout + margins.tolerance;
}

/** What a probe calls success. */
export function isGoodStatus(code: number, { status = SUCCESS }: HealthCheckSpec): boolean {
  return code >= status.min && code <= status.max;
}

const SUCCESS = { min: 200, max: 299 } as const;

/** One backend's stretches in which every probe fails for certain. */
export function downIntervals(spans: readonly FaultSpan[], health: HealthCheckSpec, margins: Margins): Interval[] {
  const down = spans
    .filter((span) => failsEveryProbe(span, health, margins))
    .map((span) => ({ from: span.onLatest, to: Math.min(span.offEarliest, endOfProcess(span, spans)) }));
  return merged(down);
}

/** One backend's stretches in which it must be out by the detection bound. */
export function outIntervals(spans: readonly FaultSpan[], health: HealthCheckSpec, margins: Margins): Interval[] {
  const bound = detectionBound(health, margins);
  return merged(downIntervals(spans, health, margins).map(({ from, to }) => ({ from: from + bound, to })));
}

/** One backend's stretches in which faults leave open whether it is in or out, or show that it is out. */
export function disturbedIntervals(spans: readonly FaultSpan[], health: HealthCheckSpec, margins: Margins): Interval[] {
  const settling = returnBound(health, margins);
  return merged(spans.map((span) => ({ from: span.onEarliest - margins.error, to: span.offLatest + settling })));
}

/**
 * A new process may not have its predecessor's fault: after a restart, and while one may come at any time, nothing is
 * certain of what overlapped.
 */
function endOfProcess(span: FaultSpan, spans: readonly FaultSpan[]): Micros {
  let end = Infinity;
  for (const crash of spans) {
    if (rowsUnder(crash.kind) !== 'dies' || crash === span) continue;
    if (crash.onEarliest <= span.offLatest && span.onEarliest <= crash.offLatest)
      end = Math.min(end, crash.kind === 'crash' ? crash.offEarliest : crash.onEarliest);
  }
  return end;
}
