/** What a scenario promises, beyond the laws that hold for all. Times in µs, shares as fractions. */
import type { Micros } from '../../kernel/clock.ts';

/** A stretch of the run by the client's due time; `to` null means until the end. */
export interface Window {
  readonly from: Micros;
  readonly to: Micros | null;
}

export type Expectation =
  | { readonly kind: 'availability'; readonly min: number; readonly window: Window }
  | {
      readonly kind: 'latency';
      /** Upper limits; `quantile` in (0, 1], 1 is the maximum. At least one. */
      readonly limits: readonly { readonly label: string; readonly quantile: number; readonly max: Micros }[];
      readonly window: Window;
    }
  | { readonly kind: 'recovers'; readonly backend: string; readonly within: Micros };
