/**
 * What can be used of a file whose shape may be wrong in places: every entry that is right by itself. The checks
 * between entries work on this, so that one bad value hides no other mistake.
 */
import type { z } from 'zod';
import type { Micros } from '../../kernel/clock.ts';
import { type ExpectationEntry, expectationSchema } from './expect-schema.ts';
import { instant } from './fields.ts';
import type { Files } from './files.ts';
import { loadSchema } from './load-schema.ts';
import type { Part, Path } from './source.ts';
import { type TimelineEntry, timelineEntrySchema } from './timeline-schema.ts';
import { isMap } from './when-map.ts';
import { loadSpecs } from './workload.ts';

const time = instant('');

/** Says what is wrong at a place of the file. */
export type Report = (path: Path, part: Part, message: string) => void;

/** One item of a list: as written, and as understood (null when its shape is wrong). */
interface Entry<Item> {
  readonly raw: unknown;
  readonly item: Item | null;
}

export interface Draft {
  /** Every name that stands under `backends`; null when that is no map. */
  readonly backends: readonly string[] | null;
  /** When the last request is due; null when a load entry is wrong. */
  readonly loadEnd: Micros | null;
  /** What the file says of the admin API; null when nothing. */
  readonly admin: boolean | null;
  readonly timeline: readonly Entry<TimelineEntry>[];
  readonly expect: readonly Entry<ExpectationEntry>[];
}

/** Reads what can be read. */
export function readDraft(value: unknown, files: Files): Draft {
  const file = isMap(value) ? value : {};
  const load = entries(file.load, loadSchema);
  const good = load.flatMap(({ item }) => item ?? []);
  const specs = load.length > 0 && good.length === load.length ? loadSpecs(good, files) : null;
  return {
    backends: isMap(file.backends) && Object.keys(file.backends).length > 0 ? Object.keys(file.backends) : null,
    loadEnd: specs === null ? null : Math.max(...specs.map(({ start, duration }) => start + duration)),
    admin: isMap(file.balancer) && typeof file.balancer.admin === 'boolean' ? file.balancer.admin : null,
    timeline: entries(file.timeline, timelineEntrySchema),
    expect: entries(file.expect, expectationSchema),
  };
}

/** A point in time or a duration of a map that may be wrong otherwise; null when this one is. */
export function timeIn(map: unknown, key: string): Micros | null {
  return isMap(map) ? (time.safeParse(map[key]).data ?? null) : null;
}

function entries<Item extends z.ZodType>(value: unknown, schema: Item): Entry<z.output<Item>>[] {
  if (!Array.isArray(value)) return [];
  return value.map((raw: unknown) => ({ raw, item: schema.safeParse(raw).data ?? null }));
}
