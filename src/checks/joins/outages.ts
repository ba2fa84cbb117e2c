/**
 * What the faults alone oblige a balancer to know, for any balancer in any language: from when on a dead backend must
 * be out, and from when on a mended one must be back. In between nothing is claimed.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import type { FaultSpan } from './faults.ts';
import { type Interval, merged } from './intervals.ts';
import type { Timing } from './timing.ts';

type Margins = Pick<Timing, 'error' | 'tolerance'>;

/** A plan has no clocks that could be wrong. */
export const NO_MARGINS: Margins = { error: 0, tolerance: 0 };

/**
 * The longest it may take until a backend is out whose probes all fail: at worst each round is a full interval and
 * a full timeout long, and one probe had just been answered.
 */
export function detectionBound(health: HealthCheckSpec, margins: Margins): Micros {
  const round = health.interval + health.timeout + margins.error;
  return health.unhealthyThreshold * round + health.timeout + margins.tolerance;
}

/** The longest it may take until a backend is back whose probes are all answered well. */
function returnBound(health: HealthCheckSpec, margins: Margins): Micros {
  const round = health.interval + health.timeout + margins.error;
  return health.healthyThreshold * round + health.timeout + margins.tolerance;
}

/** Whether every probe fails while the fault is on. */
export function failsEveryProbe(span: FaultSpan, health: HealthCheckSpec, margins: Margins): boolean {
  switch (span.kind) {
    case 'crash':
    case 'hang':
    case 'freeze':
      return true;
    case 'slow':
      return span.fault?.kind === 'slow' && span.fault.extra > health.timeout + margins.tolerance;
    case 'status':
      return span.fault?.kind === 'status' && span.fault.probability >= 1 && !isGoodStatus(span.fault.code);
    default:
      // A line's faults let some packets through, or may do so.
      return false;
  }
}

/** What a probe calls success. */
export function isGoodStatus(status: number): boolean {
  return status >= 200 && status < 300;
}

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

/** A new process may not have its predecessor's fault: after a restart nothing is certain of what overlapped the crash. */
function endOfProcess(span: FaultSpan, spans: readonly FaultSpan[]): Micros {
  let end = Infinity;
  for (const crash of spans) {
    if (crash.kind !== 'crash' || crash === span) continue;
    if (crash.onEarliest <= span.offLatest && span.onEarliest <= crash.offLatest)
      end = Math.min(end, crash.offEarliest);
  }
  return end;
}
