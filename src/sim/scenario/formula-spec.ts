/** A small expression over the requests of a run, such as `count(status = 503) <= 3`. Times in µs, shares as fractions. */
import type { Micros } from '../../kernel/clock.ts';
import type { StatusSet } from './status-set.ts';

export interface Formula {
  /** As it was written. */
  readonly text: string;
  readonly root: FormulaNode;
}

/** What must be so: measures compared, several at a time. */
export type FormulaNode =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly FormulaNode[] }
  | { readonly kind: 'compare'; readonly left: Measure; readonly op: Comparison; readonly right: Measure };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What kind of number a measure is: only like is compared with like. */
export type Unit = 'count' | 'share' | 'time';

export type Measure =
  | { readonly kind: 'constant'; readonly unit: Unit; readonly value: number }
  /** How many requests, or which part of them, meet the condition. */
  | { readonly kind: 'count' | 'share'; readonly where: Condition | null }
  /** Of the answers to requests that meet it. */
  | { readonly kind: 'latency'; readonly label: string; readonly quantile: number; readonly where: Condition | null };

/** What a request must be like. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'status'; readonly op: '=' | '!='; readonly statuses: StatusSet }
  | { readonly kind: 'status-order'; readonly op: '<' | '<=' | '>' | '>='; readonly status: number }
  /** When it was due, counted from the start of the load. */
  | { readonly kind: 'time'; readonly op: Comparison; readonly time: Micros }
  | { readonly kind: 'word'; readonly field: WordField; readonly op: '=' | '!='; readonly word: string };

export const WORD_FIELDS = ['outcome', 'backend', 'method', 'path'] as const;
type WordField = (typeof WORD_FIELDS)[number];
