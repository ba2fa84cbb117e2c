/** A window cut into parts of one length, for promises that each part keeps by itself. */
import type { Micros } from '../../kernel/clock.ts';
import type { Window } from '../../sim/scenario/expectation-spec.ts';

/** Without `every` the window as a whole; else what is whole of its parts. `end` stands for a window without one. */
export function windowsOf(
  { from, to }: Window,
  every: Micros | undefined,
  end: Micros,
): readonly { readonly from: Micros; readonly to: Micros }[] {
  const until = Math.min(to ?? end, end);
  if (from >= until) return [];
  if (every === undefined || every >= until - from) return [{ from, to: until }];
  const count = Math.floor((until - from) / every + 1e-9);
  return Array.from({ length: count }, (_, at) => ({ from: from + at * every, to: from + (at + 1) * every }));
}
