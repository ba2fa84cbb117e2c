/**
 * Plays the timeline once, on paper: which fault of which backend is on when. What comes out is the explicit list of
 * switches (a `for` has become an event of its own); what makes no sense at its moment is a problem.
 */
import type { Micros } from '../../kernel/clock.ts';
import { reloaded } from './balancer.ts';
import type { BalancerSpec } from './balancer-spec.ts';
import { expandChaos } from './chaos.ts';
import type { Report } from './draft.ts';
import type { Fault, FaultKind } from './fault-spec.ts';
import { reactionsOf, type Waiting } from './reactions.ts';
import { Stage } from './stage.ts';
import type { Step, Steps } from './steps.ts';
import type { Target } from './targets.ts';
import { faultEvents, type Reaction, type TimelineEvent } from './timeline-event.ts';
import { alreadyOn, crashedMeanwhile, endsByItself, type LineOf, nothingOn, nothingToEnd } from './timeline-words.ts';

/** A step, or the end of one that ends by itself. */
interface Moment {
  readonly at: Micros;
  readonly step: Step;
  readonly ends: boolean;
}

export interface Timeline {
  readonly events: readonly TimelineEvent[];
  readonly reactions: readonly Reaction[];
  /** Backends whose story can't be told, because of a problem in it. */
  readonly doubtful: ReadonlySet<string>;
}

/** What a timeline is played with: how the balancer is set up at first, when the load ends, and the luck of the run. */
export interface Surroundings {
  readonly balancer: BalancerSpec;
  readonly loadEnd: Micros | null;
  readonly seed: number;
}

/** The normalised timeline. Backends that are blurred are left out: they have problems already. */
export function playTimeline(
  { steps: written, blurred, waiting, chaos }: Steps,
  { balancer: initial, loadEnd, seed }: Surroundings,
  lineOf: LineOf,
  report: Report,
): Timeline {
  const stage = new Stage();
  let balancer = initial;
  // What waits for a condition may happen at any time, or never.
  const waited = waiting.filter(isAboutFaults).flatMap(({ targets }) => targets.map(({ backend }) => backend));
  const unsure = new Set(waited);
  const doubtful = new Set([...blurred, ...waited]);
  const steps = [...written, ...expandChaos(chaos, written, unsure, seed)];
  const complain = ({ backend, path }: Target, message: string) => {
    doubtful.add(backend);
    report(path, 'value', message);
  };
  for (const moment of inOrder(steps)) {
    const { step } = moment;
    const targets = step.targets.filter(({ backend }) => !blurred.has(backend));
    if (step.reload !== null) {
      balancer = reloaded(balancer, step.reload);
      stage.events.push({ at: step.at, do: 'order', order: { kind: 'reload', balancer } });
    } else if (step.events !== null) stage.events.push(...step.events);
    else if (moment.ends) stage.endByItself(step, targets);
    else if (step.fault === null) switchOff(step, targets, blurred.size > 0);
    else for (const target of targets) switchOn(step, step.fault, target);
  }
  const known = faultKinds(stage.events, waiting);
  return { events: stage.events, reactions: reactionsOf(waiting, initial, known, loadEnd ?? 0), doubtful };

  function switchOn(step: Step, fault: Fault, target: Target): void {
    const { backend } = target;
    const crash = stage.on(backend, 'crash');
    const same = stage.on(backend, fault.kind);
    // The one that is on may have been ended by then, by what waits for a condition.
    if (unsure.has(backend)) stage.switchOn(step, fault, backend);
    else if (same !== undefined) complain(target, alreadyOn(backend, same, lineOf));
    else if (crash !== undefined) complain(target, crashedMeanwhile(backend, fault, crash, lineOf));
    else stage.switchOn(step, fault, backend);
  }

  /** What a step may end of a backend that nobody can be sure of. */
  function endable(step: Step, backend: string): FaultKind[] {
    const kinds = faultKinds(stage.events, waiting).get(backend) ?? new Set();
    return [...kinds].filter((kind) => (kind === 'crash') === (step.action === 'restart'));
  }

  /** `restart` ends a crash, `recover` everything else. */
  function switchOff(step: Step, targets: readonly Target[], someLeftOut: boolean): void {
    // With `all`, a backend with nothing to end is not meant; but somebody has to be.
    const meant = step.everyone
      ? targets.filter(({ backend }) => unsure.has(backend) || stage.endedBy(step, backend).length > 0)
      : targets;
    const [first] = targets;
    if (meant.length === 0 && first !== undefined && !someLeftOut) complain(first, nothingToEnd(step));
    for (const target of meant) {
      const { backend } = target;
      if (unsure.has(backend)) {
        for (const kind of endable(step, backend)) stage.switchOffKind(step.at, backend, kind);
        continue;
      }
      const faults = stage.endedBy(step, backend);
      const timed = faults.find((one) => one.step.until !== null);
      if (faults.length === 0) complain(target, nothingOn(step, backend, stage.all(backend)));
      else if (timed !== undefined) complain(target, endsByItself(step, backend, timed, lineOf));
      else for (const one of faults) stage.switchOff(step.at, backend, one);
    }
  }
}

function isAboutFaults({ action, fault }: Waiting): boolean {
  return fault !== null || action === 'restart' || action === 'recover';
}

/** Every kind of fault that a backend may have at some time. */
function faultKinds(events: readonly TimelineEvent[], waiting: readonly Waiting[]): Map<string, Set<FaultKind>> {
  const kinds = new Map<string, Set<FaultKind>>();
  const add = (backend: string, kind: FaultKind) => kinds.set(backend, (kinds.get(backend) ?? new Set()).add(kind));
  for (const { backend, fault } of faultEvents(events)) add(backend, fault.kind);
  for (const { fault, targets } of waiting) {
    if (fault !== null) for (const { backend } of targets) add(backend, fault.kind);
  }
  return kinds;
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
