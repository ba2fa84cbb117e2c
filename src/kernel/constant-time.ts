/** Comparison of secrets: how long it takes tells nothing about where two texts differ. */

/**
 * Whether both texts are the same. Looks at every unit of `a`, whatever was found before: the time it takes depends on
 * the length of `a` alone, so `a` is the one that came from outside.
 */
export function equalConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  // Behind the end of `b` there is NaN, which counts as 0 here: the lengths differ already.
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
