/** Statuses as an author names them: `503`, `5xx`, `200-299`, or `none` for a request without an answer. */

/** Both ends included; 0 is no answer. `text` as it was written. */
export interface StatusSet {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Null for what is none. */
export function parseStatuses(text: string): StatusSet | null {
  if (text === 'none') return { from: 0, to: 0, text };
  const hundreds = /^([1-5])xx$/.exec(text)?.[1];
  if (hundreds !== undefined) return { from: Number(hundreds) * 100, to: Number(hundreds) * 100 + 99, text };
  const [, first, last = first] = /^(\d{3})(?:-(\d{3}))?$/.exec(text) ?? [];
  const from = Number(first);
  const to = Number(last);
  return first === undefined || from < 100 || to > 599 || from > to ? null : { from, to, text };
}

export function isIn({ from, to }: StatusSet, status: number): boolean {
  return status >= from && status <= to;
}
