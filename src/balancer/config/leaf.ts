/**
 * One value of the configuration with what a person must be told when it is wrong. A plain schema would report "too
 * small" or "invalid type"; a leaf reports once, with the whole expectation and what to do.
 */
import { z } from 'zod';

export interface Hint {
  /** Completes "expected ...". */
  readonly expected: string;
  /** A right value as TOML text, to be shown behind its key; null where a line can't show it. */
  readonly example: string | null;
  /** A sentence for what was found; null to fall back on the example. Not asked for a missing value. */
  readonly advise?: (found: unknown) => string | null;
  /** What was found is never shown: messages end in logs and in answers. */
  readonly secret?: boolean;
}

/** What a failed leaf says; travels in the `params` of its issue. */
export interface Fault {
  readonly expected: string;
  readonly example: string | null;
  readonly advice: string | null;
  readonly secret: boolean;
}

/** A schema that takes what `inner` takes, and otherwise fails once, with the fault that `hint` makes of it. */
export function leaf<Output>(inner: z.ZodType<Output>, hint: Hint) {
  return z.unknown().transform((found, context): Output => {
    const result = inner.safeParse(found);
    if (result.success) return result.data;
    const advice = unquote(inner, found) ?? hint.advise?.(found) ?? null;
    const { expected, example, secret = false } = hint;
    const fault: Fault = { expected, example, advice, secret };
    context.addIssue({ code: 'custom', message: expected, params: { fault } });
    return z.NEVER;
  });
}

/** The commonest slip: a number in quotes. */
function unquote(inner: z.ZodType, found: unknown): string | null {
  const isNumber = typeof found === 'string' && found.trim() !== '' && inner.safeParse(Number(found)).success;
  return isNumber ? `Remove the quotes around ${Number(found)}.` : null;
}

/** The fault that a leaf put into its issue. */
export function faultOf(issue: z.core.$ZodIssue): Fault | null {
  if (issue.code !== 'custom') return null;
  const fault: unknown = issue.params?.fault;
  return isFault(fault) ? fault : null;
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'expected' in value && 'advice' in value && 'secret' in value;
}
