/** The run as a short list of what happened when: faults as the lab switched them, states as the balancer told them. */
import type { Micros } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/units.ts';
import { endWords } from '../../sim/scenario/fault-facts.ts';
import type { FaultWindow } from './faults.ts';
import type { StateChange } from './states.ts';

export interface Moment {
  readonly at: Micros;
  /** Who says so: the lab did it, the balancer noticed it. */
  readonly source: 'lab' | 'balancer';
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'neutral';
}

/** In order. `healAt` is when the lab switched off whatever was left on; those switches are one moment. */
export function momentsOf(
  windows: readonly FaultWindow[],
  changes: readonly StateChange[],
  healAt: Micros | null,
): Moment[] {
  const healed = (at: Micros): boolean => healAt !== null && at >= healAt;
  const moments: Moment[] = [];
  for (const { backend, fault, from, to, words } of windows) {
    moments.push({ at: from, source: 'lab', text: `${backend} ${words}`, tone: 'bad' });
    if (to !== null && !healed(to)) {
      moments.push({ at: to, source: 'lab', text: `${backend} ${endWords(fault)}`, tone: 'good' });
    }
  }
  if (healAt !== null) {
    const left = windows.some((window) => window.to !== null && healed(window.to));
    moments.push({
      at: healAt,
      source: 'lab',
      text: left ? 'load is over, faults are healed' : 'load is over',
      tone: 'neutral',
    });
  }
  const switches = windows.flatMap(({ backend, from, to }) => [
    { backend, at: from },
    ...(to === null ? [] : [{ backend, at: to }]),
  ]);
  const known = new Set<string>();
  for (const { backend, at, state } of changes) {
    const first = !known.has(backend);
    known.add(backend);
    // Every run begins with all backends found healthy: no news.
    if (first && state === 'Healthy') continue;
    moments.push({
      at,
      source: 'balancer',
      text: `${backend} is ${state}${sinceSwitch(switches, backend, at)}`,
      tone: state === 'Healthy' ? 'good' : state === 'Unhealthy' ? 'bad' : 'neutral',
    });
  }
  return moments.sort((x, y) => x.at - y.at);
}

/** How long after its backend was last tampered with: the time it took to notice. */
function sinceSwitch(switches: readonly { backend: string; at: Micros }[], backend: string, at: Micros): string {
  let last = Number.NEGATIVE_INFINITY;
  for (const change of switches) {
    if (change.backend === backend && change.at <= at && change.at > last) last = change.at;
  }
  return last === Number.NEGATIVE_INFINITY ? '' : `, ${formatDuration(at - last)} later`;
}
