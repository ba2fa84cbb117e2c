/** Comparing secrets: how long it takes must not tell how much of a guess was right. */

/**
 * Whether `a` and `b` are the same text. Takes time by the length of `a` alone, whatever `b` is: pass what came from
 * outside as `a`, and the secret as `b`.
 */
export function equalConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  // Beyond the end of `b` its first characters stand in: the lengths differ already then.
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length);
  return difference === 0;
}
