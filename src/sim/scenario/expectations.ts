/**
 * Expectations in their normal form, and what can be said against them once backends and timeline are known: a
 * promise that nothing could ever test is a mistake of its author.
 */
import { type Draft, type Report, timeIn } from './draft.ts';
import { type AmountEntry, type ExpectationEntry, QUANTILE_LABELS, QUANTILES } from './expect-schema.ts';
import type { Amount, Expectation, Limits, StatusLimit, Window } from './expectation-spec.ts';
import { endedBy } from './fault-facts.ts';
import type { Path } from './source.ts';
import { parseStatuses } from './status-set.ts';
import { unknownBackend } from './targets.ts';
import type { Timeline } from './timeline.ts';
import { faultEvents } from './timeline-event.ts';
import { isMap } from './when-map.ts';
import { spelled } from './words.ts';

/** One entry of the file as checks want it. */
export function expectationOf(entry: ExpectationEntry): Expectation[] {
  const { availability, error_budget: budget, latency, throughput, traffic, statuses, recovers, that } = entry;
  if (availability !== undefined) {
    return [{ kind: 'availability', min: availability.min, window: windowOf(availability) }];
  }
  if (recovers !== undefined) return [{ kind: 'recovers', ...recovers }];
  if (budget !== undefined) {
    return [{ kind: 'error_budget', max: budget.max, statuses: budget.statuses ?? null, window: windowOf(budget) }];
  }
  if (throughput !== undefined) {
    return [{ kind: 'throughput', limits: limitsOf(throughput), ...everyOf(throughput), window: windowOf(throughput) }];
  }
  if (traffic !== undefined) {
    const shares = Object.entries(traffic).map(([backend, limits]) => ({ backend, ...limitsOf(limits) }));
    return [{ kind: 'traffic', shares, window: WHOLE }];
  }
  if (statuses !== undefined) return [{ kind: 'statuses', limits: statusLimits(statuses), window: WHOLE }];
  if (that !== undefined) return [{ kind: 'that', formula: that }];
  if (latency === undefined) return [];
  const limits = QUANTILE_LABELS.flatMap((label) => {
    const max = latency[label];
    return max === undefined ? [] : [{ label, quantile: QUANTILES[label], max }];
  });
  return [{ kind: 'latency', limits, ...everyOf(latency), window: windowOf(latency) }];
}

/** Reports promises that can't be tested. `timeline` is null when it could not be read. */
export function checkExpectations(draft: Draft, timeline: Timeline | null, report: Report): void {
  // Times and names are read from the file itself, so that a mistake beside them hides none of theirs.
  for (const [index, { raw }] of draft.expect.entries()) {
    const base: Path = ['expect', index];
    for (const kind of ['availability', 'error_budget', 'latency', 'throughput'] as const) {
      const from = isMap(raw) ? timeIn(raw[kind], 'from') : null;
      if (from !== null && draft.loadEnd !== null && from >= draft.loadEnd) {
        const message = `no request is due from ${spelled(from)} on: the load ends at ${spelled(draft.loadEnd)}`;
        report([...base, kind, 'from'], 'value', message);
      }
    }
    if (isMap(raw) && isMap(raw.traffic) && draft.backends !== null) {
      for (const name of Object.keys(raw.traffic).filter((key) => draft.backends?.includes(key) === false)) {
        report([...base, 'traffic', name], 'key', unknownBackend(name, draft.backends));
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

const WHOLE: Window = { from: 0, to: null };

function limitsOf({ min, max }: { min?: number | undefined; max?: number | undefined }): Limits {
  return { min: min ?? null, max: max ?? null };
}

function everyOf({ every }: { every?: number | undefined }): { readonly every?: number } {
  return every === undefined ? {} : { every };
}

function statusLimits(entries: NonNullable<ExpectationEntry['statuses']>): StatusLimit[] {
  return Object.entries(entries).flatMap(([key, { min, max }]) => {
    const statuses = parseStatuses(key);
    return statuses === null ? [] : [{ statuses, min: amountOf(min), max: amountOf(max) }];
  });
}

/** Percentages have become fractions; whole numbers, which are counts, come as they are. */
function amountOf(amount: AmountEntry | undefined): Amount | null {
  if (amount === undefined) return null;
  return typeof amount === 'number' ? { value: amount, isShare: false } : { value: amount.share, isShare: true };
}
