/**
 * A run in numbers: what every reporter shows, computed once and without looks. Plain data (no NaN, no functions), so
 * that `report.json` carries it as it is.
 */
import type { Micros } from '../kernel/clock.ts';
import { EVENT_CODE } from '../sim/history/event.ts';
import type { History } from '../sim/history/history.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import type { RunResult } from './run-result.ts';
import { actMoments } from './summary/acts.ts';
import { type BackendSummary, backendSummaries } from './summary/backends.ts';
import { faultWindows } from './summary/faults.ts';
import { type Moment, momentsOf } from './summary/moments.ts';
import { type PhaseSpan, phaseSpans } from './summary/phases.ts';
import { quantileOf, sortedByGroup } from './summary/quantiles.ts';
import { type Requests, requestsOf } from './summary/requests.ts';
import { type Series, seriesOf } from './summary/series.ts';
import { stateChanges } from './summary/states.ts';
import { type StreamSummary, streamSummaries } from './summary/streams.ts';
import { type Traffic, trafficByGroup } from './summary/traffic.ts';

export interface Summary {
  /** The load: from when clients begin until the last request was due; waiting for late answers is not part of it. */
  readonly load: { readonly from: Micros; readonly to: Micros };
  /** What timelines show: the load, and as much of the settling as is worth the width. */
  readonly view: { readonly from: Micros; readonly to: Micros };
  readonly total: Traffic;
  readonly phases: readonly Phase[];
  readonly backends: readonly BackendSummary[];
  readonly moments: readonly Moment[];
  readonly series: Series;
  /** The streams of the load, in the scenario's order. */
  readonly streams: readonly StreamSummary[];
  readonly timing: Timing;
  readonly rows: number;
}

export interface Phase extends PhaseSpan {
  readonly traffic: Traffic;
}

/** How well the lab itself kept time: a late generator would be taken for a slow balancer. */
interface Timing {
  /** How late requests were sent; null when none was. */
  readonly sendLag: { readonly p99: Micros; readonly max: Micros } | null;
  /** How late any actor's clock was at most. */
  readonly clockLag: Micros;
}

const PHASE = EVENT_CODE['lab.phase'];
const LAG = EVENT_CODE.lag;

/** Settling is shown up to this share of the load; the rest is silence. */
const SETTLE_SHOWN = 0.25;

export function summarise(result: Pick<RunResult, 'scenario' | 'history'>): Summary {
  const { scenario, history } = result;
  const requests = requestsOf(history);
  const begin = phaseStart(history, 'load') ?? 0;
  const healAt = phaseStart(history, 'heal');
  const end = Math.min(lastDue(requests, begin + loadEnd(scenario)), healAt ?? Number.POSITIVE_INFINITY);
  const load = { from: begin, to: Math.max(begin, end) };
  const last = history.length === 0 ? load.to : (history.time[history.length - 1] as number);
  const view = {
    from: load.from,
    to: Math.max(load.to, Math.min(last, load.to + (load.to - load.from) * SETTLE_SHOWN)),
  };
  const windows = faultWindows(history, scenario);
  const changes = stateChanges(history);
  const [total] = trafficByGroup(requests, [load.to - load.from], () => 0);
  return {
    load,
    view,
    total: total as Traffic,
    phases: phasesOf(requests, phaseSpans(windows, load.from, load.to)),
    backends: backendSummaries(history, scenario, requests, { windows, changes, ...view }),
    moments: [...momentsOf(windows, changes, healAt), ...actMoments(history)].sort((x, y) => x.at - y.at),
    series: seriesOf(requests, load.from, load.to),
    streams: streamSummaries(history, scenario, requests),
    timing: timingOf(history, requests),
    rows: history.length,
  };
}

function phasesOf(requests: Requests, spans: readonly PhaseSpan[]): Phase[] {
  const phaseOf = (i: number): number => {
    const due = requests.due[i] as number;
    // What was due before the first phase counts into it: no request is lost.
    return Math.max(
      0,
      spans.findLastIndex((span) => span.from <= due),
    );
  };
  const lengths = spans.map((span) => span.to - span.from);
  const traffic = trafficByGroup(requests, lengths, phaseOf);
  return spans.map((span, i) => ({ ...span, traffic: traffic[i] as Traffic }));
}

function timingOf(history: History, requests: Requests): Timing {
  const [lags] = sortedByGroup(requests.lag, 1, () => 0);
  const sorted = lags ?? new Float64Array(0);
  let clockLag = 0;
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] === LAG) clockLag = Math.max(clockLag, history.a[row] as number);
  }
  return {
    sendLag: sorted.length === 0 ? null : { p99: quantileOf(sorted, 0.99), max: sorted[sorted.length - 1] as number },
    clockLag,
  };
}

/** When a section of the run began. */
function phaseStart(history: History, name: string): Micros | null {
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] === PHASE && history.texts[history.text[row] as number] === name) {
      return history.time[row] as number;
    }
  }
  return null;
}

function lastDue(requests: Requests, atLeast: Micros): Micros {
  return requests.due.reduce((last, due) => Math.max(last, due), atLeast);
}
