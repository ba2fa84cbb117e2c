/**
 * The rule of timeline events and expectations: a map that says exactly one of several things.
 */
import type { z } from 'zod';
import { listed, quote } from './words.ts';

/** The one key of `keys` that is there; null, and an issue at the place of the mistake, when there is none or more. */
export function exactlyOneKey<Key extends string>(
  entry: object,
  keys: readonly Key[],
  what: string,
  mend: string,
  context: z.RefinementCtx,
): Key | null {
  const present = Object.keys(entry).filter((key): key is Key => keys.some((known) => known === key));
  const [only, ...others] = present;
  if (only === undefined) {
    const message = `no ${what} is given; expected one of ${keys.join(', ')}`;
    context.addIssue({ code: 'custom', message, params: { at: 'item' } });
    return null;
  }
  if (others.length === 0) return only;
  const message = `one ${what} only, found ${listed(present.map(quote))}; ${mend}`;
  context.addIssue({ code: 'custom', message, params: { at: 'second-key', keys: present } });
  return null;
}
