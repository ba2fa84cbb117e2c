/**
 * Chaos is drawn before the run: the seed decides on an explicit list of faults, each with its end, that keeps out of
 * the way of what the timeline says itself.
 */
import type { Micros } from '../../kernel/clock.ts';
import { seededRandom } from '../../kernel/seeded-random.ts';
import { type ChaosPlan, drawFault } from './chaos-schema.ts';
import type { Step } from './steps.ts';

interface Busy {
  readonly backend: string;
  readonly from: Micros;
  readonly to: Micros;
}

/** The drawn steps. `untouchable` backends are those of which it can't be told when they are disturbed. */
export function expandChaos(
  plans: readonly ChaosPlan[],
  steps: readonly Step[],
  untouchable: ReadonlySet<string>,
  seed: number,
): Step[] {
  const busy = busyTimes(steps);
  return plans.flatMap((plan) => drawn(plan, busy, untouchable, seed));
}

function drawn(plan: ChaosPlan, busy: Busy[], untouchable: ReadonlySet<string>, seed: number): Step[] {
  const { index, path, entry, from, to } = plan;
  const random = seededRandom(seed).fork(`chaos ${index}`);
  const leave = entry.leave ?? Math.min(1, plan.backends.length - 1);
  const steps: Step[] = [];
  for (let at = from; ; ) {
    at += Math.max(1, Math.round((-Math.log(1 - random.float()) / entry.rate) * 1e6));
    const until = at + entry.heal;
    if (until > to) return steps;
    // All is drawn whether or not there is room, so that a change of the one does not reshuffle the others.
    const kind = entry.faults[random.below(entry.faults.length)];
    const luck = random.float();
    if (kind === undefined) return steps;
    const fault = drawFault(kind, random);
    const meeting = busy.filter((one) => one.from <= until && at <= one.to).map(({ backend }) => backend);
    const free = plan.backends.filter((name) => !meeting.includes(name) && !untouchable.has(name));
    const backend = free[Math.floor(luck * free.length)];
    if (backend === undefined || free.length <= leave) continue;
    busy.push({ backend, from: at, to: until });
    const targets = [{ backend, path }];
    steps.push({ index, at, action: kind, fault, until, targets, everyone: false, events: null, reload: null });
  }
}

/** From each fault of the timeline's own to its end, and the moments at which it ends some. */
function busyTimes(steps: readonly Step[]): Busy[] {
  const ends = steps.filter(({ action }) => action === 'restart' || action === 'recover');
  return steps.flatMap(({ at, until, fault, targets }) =>
    targets.map(({ backend }): Busy => {
      if (fault === null) return { backend, from: at, to: at };
      const later = ends.filter((end) => end.at >= at && end.targets.some((target) => target.backend === backend));
      return { backend, from: at, to: until ?? Math.min(Infinity, ...later.map((end) => end.at)) };
    }),
  );
}
