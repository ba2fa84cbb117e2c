/**
 * Plays the timeline once, on paper: which fault of which backend is on when. What comes out is the explicit list of
 * switches (a `for` has become an event of its own); what makes no sense at its moment is a problem.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Report } from './draft.ts';
import type { Fault } from './fault-spec.ts';
import { Stage } from './stage.ts';
import type { Step, Steps } from './steps.ts';
import type { Target } from './targets.ts';
import type { TimelineEvent } from './timeline-event.ts';
import { alreadyOn, crashedMeanwhile, endsByItself, type LineOf, nothingOn, nothingToEnd } from './timeline-words.ts';

/** A step, or the end of one that ends by itself. */
interface Moment {
  readonly at: Micros;
  readonly step: Step;
  readonly ends: boolean;
}

export interface Timeline {
  readonly events: readonly TimelineEvent[];
  /** Backends whose story can't be told, because of a problem in it. */
  readonly doubtful: ReadonlySet<string>;
}

/** The normalised timeline. Backends that are blurred are left out: they have problems already. */
export function playTimeline({ steps, blurred }: Steps, lineOf: LineOf, report: Report): Timeline {
  const stage = new Stage();
  const doubtful = new Set(blurred);
  const complain = ({ backend, path }: Target, message: string) => {
    doubtful.add(backend);
    report(path, 'value', message);
  };
  for (const moment of inOrder(steps)) {
    const { step } = moment;
    const targets = step.targets.filter(({ backend }) => !blurred.has(backend));
    if (moment.ends) stage.endByItself(step, targets);
    else if (step.fault === null) switchOff(step, targets, blurred.size > 0);
    else for (const target of targets) switchOn(step, step.fault, target);
  }
  return { events: stage.events, doubtful };

  function switchOn(step: Step, fault: Fault, target: Target): void {
    const { backend } = target;
    const crash = stage.on(backend, 'crash');
    const same = stage.on(backend, fault.kind);
    if (same !== undefined) complain(target, alreadyOn(backend, same, lineOf));
    else if (crash !== undefined) complain(target, crashedMeanwhile(backend, fault, crash, lineOf));
    else stage.switchOn(step, fault, backend);
  }

  /** `restart` ends a crash, `recover` everything else. */
  function switchOff(step: Step, targets: readonly Target[], someLeftOut: boolean): void {
    // With `all`, a backend with nothing to end is not meant; but somebody has to be.
    const meant = step.everyone ? targets.filter(({ backend }) => stage.endedBy(step, backend).length > 0) : targets;
    const [first] = targets;
    if (meant.length === 0 && first !== undefined && !someLeftOut) complain(first, nothingToEnd(step));
    for (const target of meant) {
      const { backend } = target;
      const faults = stage.endedBy(step, backend);
      const timed = faults.find((one) => one.step.until !== null);
      if (faults.length === 0) complain(target, nothingOn(step, backend, stage.all(backend)));
      else if (timed !== undefined) complain(target, endsByItself(step, backend, timed, lineOf));
      else for (const one of faults) stage.switchOff(step.at, backend, one);
    }
  }
}

/** By time; at one time what ends by itself comes first, then the order of the file. */
function inOrder(steps: readonly Step[]): Moment[] {
  const moments = steps.flatMap((step): Moment[] => {
    const starts: Moment = { at: step.at, step, ends: false };
    return step.until === null ? [starts] : [starts, { at: step.until, step, ends: true }];
  });
  return moments.sort(
    (one, other) => one.at - other.at || Number(other.ends) - Number(one.ends) || one.step.index - other.step.index,
  );
}
