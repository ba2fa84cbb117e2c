/** The load time, cut where faults were really switched: each piece has a name in words. */
import type { Micros } from '../../kernel/clock.ts';
import type { FaultWindow } from './faults.ts';

export interface PhaseSpan {
  /** `all up`, `b2 crashed`, `b2 crashed, b3 slow (+200 ms)`. */
  readonly label: string;
  readonly from: Micros;
  readonly to: Micros;
}

/** Cuts closer than this are one: the pieces between them would hold too few requests to say anything. */
const CLOSEST = 200_000;

/** A fault that is on for less than this share of a phase (merged into it as a blip) does not name it. */
const NAMING_SHARE = 0.25;

/** Phases between `from` and `to`, without gaps; at least one. */
export function phaseSpans(windows: readonly FaultWindow[], from: Micros, to: Micros): PhaseSpan[] {
  const starts = [from];
  for (const at of cutsOf(windows).filter((cut) => cut < to - CLOSEST)) {
    if (at - (starts[starts.length - 1] as number) >= CLOSEST) starts.push(at);
  }
  const phases: PhaseSpan[] = [];
  let disturbed = false;
  for (const [i, start] of starts.entries()) {
    const end = starts[i + 1] ?? to;
    const state = stateOf(windows, start, end);
    const label = state === '' ? (disturbed ? 'all up again' : 'all up') : state;
    disturbed ||= state !== '';
    const previous = phases[phases.length - 1];
    // Nothing that has a name changed: no new phase.
    if (previous?.label === label) phases[phases.length - 1] = { ...previous, to: end };
    else phases.push({ label, from: start, to: end });
  }
  return phases;
}

function cutsOf(windows: readonly FaultWindow[]): Micros[] {
  return windows
    .flatMap((window) => (window.to === null ? [window.from] : [window.from, window.to]))
    .sort((x, y) => x - y);
}

/** The faults of a stretch, in words, in the order they were first switched on. */
function stateOf(windows: readonly FaultWindow[], from: Micros, to: Micros): string {
  const active = new Map<string, Micros>();
  for (const window of windows) {
    const overlap = Math.min(to, window.to ?? to) - Math.max(from, window.from);
    const name = `${window.backend} ${window.words}`;
    if (overlap > 0) active.set(name, (active.get(name) ?? 0) + overlap);
  }
  return [...active]
    .filter(([, time]) => time >= (to - from) * NAMING_SHARE)
    .map(([name]) => name)
    .join(', ');
}
