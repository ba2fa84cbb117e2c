/** The options of faults, described as data: the language makes a schema of them, and types come from them. */

interface OptionBase {
  /** For the author of a scenario; follows `With <fault>: `. */
  readonly about: string;
  /** As in a message: `latency: 300ms`. */
  readonly example: string;
  /** The value when nothing is written; absent: it must be written. */
  readonly standard?: number | string;
  /** What code calls it, where that is another word than the file's. */
  readonly as?: string;
}

/** An option is a number (µs, bytes, bytes per second, or a plain whole one) or one of some words. */
export type FaultOption = OptionBase &
  (
    | { readonly type: 'duration' }
    | { readonly type: 'size'; readonly to: number }
    | { readonly type: 'bandwidth' }
    | { readonly type: 'whole'; readonly from: number; readonly to: number }
    | { readonly type: 'word'; readonly of: readonly [string, ...string[]] }
  );

export type Options = Readonly<Record<string, FaultOption>>;

/** The options' values, by the names that code uses. */
export type OptionValues<O extends Options> = {
  readonly [Key in keyof O as O[Key] extends { readonly as: infer Name extends string } ? Name : Key]: O[Key] extends {
    readonly of: infer Words extends readonly string[];
  }
    ? Words[number]
    : number;
};
