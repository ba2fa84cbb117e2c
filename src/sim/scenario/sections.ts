/** Parts of a file that may be left out. */
import type { z } from 'zod';
import { list } from './fields.ts';

/** A part whose keys all have defaults: it may be left out, or left empty. */
export function section<Shape extends z.ZodType>(schema: Shape) {
  return schema.nullish().transform((value) => value ?? schema.parse({}));
}

/** A list that may be left out, or left with every item commented out. */
export function optionalList<Item extends z.ZodType>(item: Item) {
  return list(item)
    .nullish()
    .transform((items) => items ?? []);
}
