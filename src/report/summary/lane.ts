/** A backend's life as a row of segments: which fault was on, and whether the balancer used it. Both timelines draw it. */
import type { Micros } from '../../kernel/clock.ts';
import { severityOf } from '../../sim/scenario/fault-facts.ts';
import type { FaultWindow } from './faults.ts';
import type { StateChange } from './states.ts';

export interface Segment {
  readonly from: Micros;
  readonly to: Micros;
  /** What the balancer said last; `in` until it says otherwise. */
  readonly rotation: 'in' | 'out' | 'draining';
  /** The kinds of the faults that were on, worst first. */
  readonly faults: readonly string[];
  /** In words, for hovering: `crashed, out of rotation`. */
  readonly words: string;
}

/** Segments without gaps from `from` to `to`, for one backend's windows and changes. */
export function laneOf(
  windows: readonly FaultWindow[],
  changes: readonly StateChange[],
  from: Micros,
  to: Micros,
): Segment[] {
  const cuts = new Set([from, to]);
  for (const at of [...windows.flatMap((window) => [window.from, window.to]), ...changes.map((change) => change.at)]) {
    if (at !== null && at > from && at < to) cuts.add(at);
  }
  const bounds = [...cuts].sort((x, y) => x - y);
  const lane: Segment[] = [];
  for (const [i, start] of bounds.slice(0, -1).entries()) {
    const next = segment(windows, changes, start, bounds[i + 1] as number);
    const last = lane[lane.length - 1];
    if (last?.words === next.words) lane[lane.length - 1] = { ...last, to: next.to };
    else lane.push(next);
  }
  return lane;
}

function segment(windows: readonly FaultWindow[], changes: readonly StateChange[], from: Micros, to: Micros): Segment {
  const state = changes.findLast((change) => change.at <= from)?.state;
  const rotation = state === 'Unhealthy' ? 'out' : state === 'Draining' ? 'draining' : 'in';
  const on = windows
    .filter((window) => window.from <= from && (window.to ?? Number.POSITIVE_INFINITY) > from)
    .sort((x, y) => severityOf(x.fault) - severityOf(y.fault));
  const words = on.length === 0 ? ['well'] : on.map((window) => window.words);
  if (rotation !== 'in') words.push(rotation === 'out' ? 'out of rotation' : 'draining');
  return { from, to, rotation, faults: on.map((window) => window.fault), words: words.join(', ') };
}
