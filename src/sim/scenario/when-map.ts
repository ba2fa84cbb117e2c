/**
 * When a check of a whole map may run. By default zod skips it as soon as one value inside is bad, which would hide
 * one mistake behind another.
 */
import type { z } from 'zod';

/** Whatever else is wrong, as long as it is a map and (no follow-up nonsense) no key in it is misspelt. */
export const wholeMap = {
  when: (payload: z.core.ParsePayload): boolean =>
    isMap(payload.value) && !payload.issues.some((issue) => issue.code === 'unrecognized_keys'),
};

/** Whatever else is wrong, as long as these keys are right, for a rule that compares their values. */
export function whenRight(...keys: readonly string[]) {
  return {
    when: (payload: z.core.ParsePayload): boolean =>
      isMap(payload.value) && !payload.issues.some(({ path }) => keys.includes(String(path?.[0]))),
  };
}

/** Whatever else is wrong, as long as it is a map. */
export const anyMap = { when: (payload: z.core.ParsePayload): boolean => isMap(payload.value) };

/** What YAML calls a map. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
