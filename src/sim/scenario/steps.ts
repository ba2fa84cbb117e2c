/**
 * Timeline entries become steps: an action, the backends it is for, and when it ends by itself. What can be judged of
 * an entry alone (its names, its place before the end of the load) is judged here.
 */
import type { Micros } from '../../kernel/clock.ts';
import { isFaultKind } from '../behavior/index.ts';
import { namesIn } from './assertion-schema.ts';
import type { ReloadEntry } from './balancer-schema.ts';
import type { ChaosPlan } from './chaos-schema.ts';
import { type Draft, type Report, timeIn } from './draft.ts';
import { faultFrom } from './fault-options.ts';
import type { Fault } from './fault-spec.ts';
import { occurrencesOf } from './occurrences.ts';
import { isOrder, operationsOf } from './operations.ts';
import type { Waiting } from './reactions.ts';
import type { Path } from './source.ts';
import { mentioned, resolveTargets, type Target, targetsIn, unknownBackend } from './targets.ts';
import type { TimelineEvent } from './timeline-event.ts';
import { type Action, actionOf, type TimelineEntry } from './timeline-schema.ts';
import { isMap } from './when-map.ts';
import { spelled } from './words.ts';

export interface Step {
  /** Place in the file's timeline. */
  readonly index: number;
  readonly at: Micros;
  readonly action: Action;
  /** What is switched on; null for `restart` and `recover`. */
  readonly fault: Fault | null;
  /** When it is switched off by itself. */
  readonly until: Micros | null;
  readonly targets: readonly Target[];
  /** The file says `all` rather than names. */
  readonly everyone: boolean;
  /** What is no matter of faults, ready made. */
  readonly events: readonly TimelineEvent[] | null;
  /** What a reload changes. */
  readonly reload: ReloadEntry | null;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** Backends of which a wrong entry may have spoken: what happens to them can't be told. */
  readonly blurred: ReadonlySet<string>;
  /** Entries without a time of their own. */
  readonly waiting: readonly Waiting[];
  readonly chaos: readonly ChaosPlan[];
}

const WEIGHT_MAX = 256;

/** The steps of a file, in its order. */
export function readSteps(draft: Draft, names: readonly string[], report: Report): Steps {
  const blurred = new Set<string>();
  const waiting: Waiting[] = [];
  const chaos: ChaosPlan[] = [];
  const blur = (words: readonly string[]) => {
    for (const name of words.length === 0 ? names : words) blurred.add(name);
  };
  const steps = draft.timeline.flatMap(({ raw, item }, index): Step[] => {
    const base: Path = ['timeline', index];
    const targets = resolveTargets(targetsIn(raw, base), names, report, blur);
    if (item === null) {
      checkSeen(draft.loadEnd, raw, base, 0, report);
      blur(mentioned(raw, names));
      return [];
    }
    checkNames(item, base, names, report);
    const action = actionOf(item);
    if (draft.admin === false && isOrder(action)) {
      report(
        [...base, action],
        'key',
        `${action} is an order through the admin API, and "admin: false" switches that off`,
      );
    }
    // A time is fine for chaos, and both are numbers by now.
    if (action === 'weight' && (item.to ?? 0) > WEIGHT_MAX) {
      report([...base, 'to'], 'value', `with weight, "to" is a whole number from 1 to ${WEIGHT_MAX}`);
    }
    const plan = chaosOf(item, index, base, names, draft.loadEnd);
    if (plan !== null) {
      checkChaos(draft.loadEnd, item, plan, report);
      chaos.push(plan);
      return [];
    }
    const fault = isFaultKind(action) ? faultFrom(action, item) : null;
    if (item.when !== undefined) {
      checkSeen(draft.loadEnd, raw, base, 0, report);
      waiting.push({ entry: item, action, fault, targets });
      return [];
    }
    const times = occurrencesOf(item, draft.loadEnd);
    checkSeen(draft.loadEnd, raw, base, (times.at(-1) ?? 0) - (times[0] ?? 0), report);
    return times.map((at) => ({
      index,
      at,
      action,
      fault,
      until: item.for === undefined ? null : at + item.for,
      targets,
      everyone: action in item && isMap(item) && item[action] === 'all',
      events: operationsOf(action, item, targets, at),
      reload: item.reload ?? null,
    }));
  });
  return { steps, blurred, waiting, chaos };
}

function chaosOf(
  { chaos, from = 0, to }: TimelineEntry,
  index: number,
  base: Path,
  names: readonly string[],
  loadEnd: Micros | null,
): ChaosPlan | null {
  if (chaos === undefined) return null;
  const backends = names.filter((name) => chaos.backends?.includes(name) ?? true);
  return { index, path: [...base, 'chaos'], entry: chaos, from, to: to ?? loadEnd ?? from, backends };
}

function checkChaos(loadEnd: Micros | null, entry: TimelineEntry, plan: ChaosPlan, report: Report): void {
  const end = entry.to ?? loadEnd;
  if (loadEnd === null || end === null) return;
  const base = plan.path.slice(0, -1);
  if (end > loadEnd) {
    report(
      [...base, 'to'],
      'value',
      `this would end at ${spelled(end)}, after the load (${spelled(loadEnd)}); make it earlier`,
    );
  } else if (plan.from + plan.entry.heal > end) {
    const message = `from ${spelled(plan.from)} to ${spelled(end)} there is no room for a fault of ${spelled(plan.entry.heal)}`;
    report([...plan.path, 'heal'], 'value', message);
  }
}

/** Names of backends that stand in a condition, an assertion or chaos. */
function checkNames(entry: TimelineEntry, base: Path, names: readonly string[], report: Report): void {
  const found = [
    ...(entry.when === undefined ? [] : namesIn(entry.when).map((one) => ({ ...one, key: 'when' }))),
    ...(entry.assert === undefined ? [] : namesIn(entry.assert).map((one) => ({ ...one, key: 'assert' }))),
    ...(entry.chaos?.backends ?? []).map((name, place) => ({ name, path: ['backends', place], key: 'chaos' })),
  ];
  for (const { name, path, key } of found) {
    if (!names.includes(name)) report([...base, key, ...path], 'value', unknownBackend(name, names));
  }
}

/** What happens after the load nobody would see. `more`: from its first time to its last. */
function checkSeen(loadEnd: Micros | null, raw: unknown, base: Path, more: Micros, report: Report): void {
  const at = timeIn(raw, 'at');
  if (loadEnd === null || at === null) return;
  const last = at + more;
  const until = last + (timeIn(raw, 'for') ?? 0);
  const end = spelled(loadEnd);
  if (at >= loadEnd) {
    const message = `nothing would see this: the load ends at ${end}; make it earlier, or the load longer`;
    report([...base, 'at'], 'value', message);
  } else if (last >= loadEnd) {
    const message = `the last time would be at ${spelled(last)}, when the load (${end}) is over; make them fewer`;
    report([...base, 'times'], 'value', message);
  } else if (until > loadEnd) {
    const message = `this would end at ${spelled(until)}, after the load (${end}); leave "for" out to keep it on to the end`;
    report([...base, 'for'], 'value', message);
  }
}
