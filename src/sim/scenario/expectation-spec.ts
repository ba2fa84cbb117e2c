/** What a scenario promises, beyond the laws that hold for all. Times in µs, shares as fractions, rates per second. */
import type { Micros } from '../../kernel/clock.ts';
import type { Formula } from './formula-spec.ts';
import type { StatusSet } from './status-set.ts';

/** A stretch of the run by the client's due time; `to` null means until the end. */
export interface Window {
  readonly from: Micros;
  readonly to: Micros | null;
}

/** At least, at most, or both; null where nothing is said. */
export interface Limits {
  readonly min: number | null;
  readonly max: number | null;
}

export type Expectation =
  | { readonly kind: 'availability'; readonly min: number; readonly window: Window }
  /** At most `max` of the requests fail: by not being served, or by one of `statuses` where those are given. */
  | {
      readonly kind: 'error_budget';
      readonly max: number;
      readonly statuses: readonly StatusSet[] | null;
      readonly window: Window;
    }
  | {
      readonly kind: 'latency';
      /** Upper limits; `quantile` in (0, 1], 1 is the maximum. At least one. */
      readonly limits: readonly { readonly label: string; readonly quantile: number; readonly max: Micros }[];
      readonly window: Window;
      /** Each stretch of this length keeps the limits by itself. */
      readonly every?: Micros;
    }
  /** Served requests per second. */
  | { readonly kind: 'throughput'; readonly limits: Limits; readonly window: Window; readonly every?: Micros }
  /** Shares of the requests that reached a backend. */
  | {
      readonly kind: 'traffic';
      readonly shares: readonly ({ readonly backend: string } & Limits)[];
      readonly window: Window;
    }
  | { readonly kind: 'statuses'; readonly limits: readonly StatusLimit[]; readonly window: Window }
  | { readonly kind: 'recovers'; readonly backend: string; readonly within: Micros }
  | { readonly kind: 'that'; readonly formula: Formula };

/** How many answers carry a status. */
export interface StatusLimit {
  readonly statuses: StatusSet;
  readonly min: Amount | null;
  readonly max: Amount | null;
}

/** A share of all, or a count. */
export interface Amount {
  readonly value: number;
  readonly isShare: boolean;
}
