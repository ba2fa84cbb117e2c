/**
 * Expectations in their normal form, and what can be said against them once backends and timeline are known: a
 * promise that nothing could ever test is a mistake of its author.
 */
import { type Draft, type Report, timeIn } from './draft.ts';
import { type ExpectationEntry, QUANTILE_LABELS, QUANTILES } from './expect-schema.ts';
import type { Expectation, Window } from './expectation-spec.ts';
import { endedBy } from './fault-facts.ts';
import type { Path } from './source.ts';
import { unknownBackend } from './targets.ts';
import type { Timeline } from './timeline.ts';
import { faultEvents } from './timeline-event.ts';
import { isMap } from './when-map.ts';
import { spelled } from './words.ts';

/** One entry of the file as checks want it. */
export function expectationOf(entry: ExpectationEntry): Expectation[] {
  const { availability, latency, recovers } = entry;
  if (availability !== undefined) {
    return [{ kind: 'availability', min: availability.min, window: windowOf(availability) }];
  }
  if (recovers !== undefined) return [{ kind: 'recovers', ...recovers }];
  if (latency === undefined) return [];
  const limits = QUANTILE_LABELS.flatMap((label) => {
    const max = latency[label];
    return max === undefined ? [] : [{ label, quantile: QUANTILES[label], max }];
  });
  return [{ kind: 'latency', limits, window: windowOf(latency) }];
}

/** Reports promises that can't be tested. `timeline` is null when it could not be read. */
export function checkExpectations(draft: Draft, timeline: Timeline | null, report: Report): void {
  // Times and names are read from the file itself, so that a mistake beside them hides none of theirs.
  for (const [index, { raw }] of draft.expect.entries()) {
    const base: Path = ['expect', index];
    for (const kind of ['availability', 'latency'] as const) {
      const from = isMap(raw) ? timeIn(raw[kind], 'from') : null;
      if (from !== null && draft.loadEnd !== null && from >= draft.loadEnd) {
        const message = `no request is due from ${spelled(from)} on: the load ends at ${spelled(draft.loadEnd)}`;
        report([...base, kind, 'from'], 'value', message);
      }
    }
    const recovers = isMap(raw) && isMap(raw.recovers) ? raw.recovers.backend : undefined;
    if (typeof recovers === 'string')
      checkRecovers(recovers, [...base, 'recovers', 'backend'], draft, timeline, report);
  }
}

function checkRecovers(backend: string, path: Path, draft: Draft, timeline: Timeline | null, report: Report): void {
  if (draft.backends === null) return;
  if (!draft.backends.includes(backend)) {
    report(path, 'value', unknownBackend(backend, draft.backends));
    return;
  }
  if (timeline === null || timeline.doubtful.has(backend)) return;
  const events = faultEvents(timeline.events).filter((event) => event.backend === backend);
  const last = events.at(-1);
  if (last === undefined) {
    report(path, 'value', `nothing in the timeline disturbs ${backend}, so it has nothing to recover from`);
  } else if (events.every(({ action }) => action === 'on')) {
    const mend = `{ at: …, ${endedBy(last.fault.kind)}: ${backend} }`;
    report(path, 'value', `nothing in the timeline ends the ${last.fault.kind} of ${backend}; add ${mend}, or a "for"`);
  }
}

function windowOf({ from, to }: { from?: number | undefined; to?: number | undefined }): Window {
  return { from: from ?? 0, to: to ?? null };
}
