/**
 * Timeline entries become steps: an action, the backends it is for, and when it ends by itself. What can be judged of
 * an entry alone (its names, its place before the end of the load) is judged here.
 */
import type { Micros } from '../../kernel/clock.ts';
import { isFaultKind } from '../behavior/index.ts';
import { type Draft, type Report, timeIn } from './draft.ts';
import { faultFrom } from './fault-options.ts';
import type { Fault } from './fault-spec.ts';
import type { Path } from './source.ts';
import { mentioned, resolveTargets, type Target, targetsIn } from './targets.ts';
import { ACTIONS, type Action } from './timeline-schema.ts';
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
}

export interface Steps {
  readonly steps: readonly Step[];
  /** Backends of which a wrong entry may have spoken: what happens to them can't be told. */
  readonly blurred: ReadonlySet<string>;
}

/** The steps of a file, in its order. */
export function readSteps(draft: Draft, names: readonly string[], report: Report): Steps {
  const blurred = new Set<string>();
  const blur = (words: readonly string[]) => {
    for (const name of words.length === 0 ? names : words) blurred.add(name);
  };
  const steps = draft.timeline.flatMap(({ raw, item }, index): Step[] => {
    const base: Path = ['timeline', index];
    const targets = resolveTargets(targetsIn(raw, base), names, report, blur);
    checkSeen(draft.loadEnd, raw, base, report);
    if (item === null) {
      blur(mentioned(raw, names));
      return [];
    }
    const action = ACTIONS.find((key) => item[key] !== undefined) ?? 'recover';
    const until = item.for === undefined ? null : item.at + item.for;
    const everyone = item[action] === 'all';
    return [
      {
        index,
        at: item.at,
        action,
        fault: isFaultKind(action) ? faultFrom(action, item) : null,
        until,
        targets,
        everyone,
      },
    ];
  });
  return { steps, blurred };
}

/** What happens after the load nobody would see. */
function checkSeen(loadEnd: Micros | null, raw: unknown, base: Path, report: Report): void {
  const at = timeIn(raw, 'at');
  if (loadEnd === null || at === null) return;
  const until = at + (timeIn(raw, 'for') ?? 0);
  const end = spelled(loadEnd);
  if (at >= loadEnd) {
    const message = `nothing would see this: the load ends at ${end}; make it earlier, or the load longer`;
    report([...base, 'at'], 'value', message);
  } else if (until > loadEnd) {
    const message = `this would end at ${spelled(until)}, after the load (${end}); leave "for" out to keep it on to the end`;
    report([...base, 'for'], 'value', message);
  }
}
