/**
 * What a formula says of a run. Every measure is an interval: counts and shares are exact, a latency may owe some of its
 * length to the machine. Null where the run can't tell.
 */
import type { Micros } from '../../kernel/clock.ts';
import { formatDuration, formatPercentage } from '../../kernel/units.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import type { Comparison, Condition, FormulaNode, Measure } from '../../sim/scenario/formula-spec.ts';
import { isIn } from '../../sim/scenario/status-set.ts';
import { forEachDue, wasAnswered } from './due-window.ts';
import { shapeReader } from './shapes.ts';
import { labLag } from './timing.ts';
import type { View } from './view.ts';

const WHOLE = { from: 0, to: null };

/** One measure as it came out. */
export interface Measured {
  readonly words: string;
  readonly low: number;
  readonly high: number;
}

export class FormulaReader {
  readonly #view: View;
  readonly #lag: Micros;
  readonly #shapeOf: ReturnType<typeof shapeReader>;
  /** All that were measured, in order. */
  readonly measured: Measured[] = [];

  constructor(view: View) {
    this.#view = view;
    this.#lag = labLag(view.history);
    this.#shapeOf = shapeReader(view.history);
  }

  /** Whether it is so; null when that can't be told. */
  holds(node: FormulaNode): boolean | null {
    if (node.kind === 'compare') {
      const left = this.#measure(node.left);
      const right = this.#measure(node.right);
      return left === null || right === null ? null : compared(left, node.op, right);
    }
    const results = node.parts.map((part) => this.holds(part));
    const decisive = node.kind === 'any';
    if (results.includes(decisive)) return decisive;
    return results.includes(null) ? null : !decisive;
  }

  #measure(measure: Measure): Measured | null {
    if (measure.kind === 'constant') return { words: '', low: measure.value, high: measure.value };
    const value = measure.kind === 'latency' ? this.#latency(measure) : this.#count(measure);
    if (value !== null) this.measured.push(value);
    return value;
  }

  #count({ kind, where }: Extract<Measure, { kind: 'count' | 'share' }>): Measured | null {
    const test = this.#test(where);
    let all = 0;
    let count = 0;
    forEachDue(this.#view, WHOLE, (request, due) => {
      all++;
      if (test(request, due)) count++;
    });
    if (kind === 'count') return { words: `${count}`, low: count, high: count };
    return all === 0 ? null : { words: formatPercentage(count / all), low: count / all, high: count / all };
  }

  #latency({ label, quantile, where }: Extract<Measure, { kind: 'latency' }>): Measured | null {
    const { history, requests } = this.#view;
    const test = this.#test(where);
    const took = new Float64Array(requests.count);
    let used = 0;
    forEachDue(this.#view, WHOLE, (request, due) => {
      if (!wasAnswered(history, requests, request) || !test(request, due)) return;
      took[used++] = (history.time[requests.doneRow[request] as number] as number) - due;
    });
    if (used === 0) return null;
    const sorted = took.subarray(0, used).sort();
    const rank = Math.min(used, Math.max(1, Math.ceil(quantile * used - 1e-9)));
    const value = sorted[rank - 1] as number;
    return { words: `${label} ${formatDuration(value)}`, low: value - this.#lag, high: value };
  }

  #test(where: Condition | null): (request: number, due: Micros) => boolean {
    if (where === null) return () => true;
    const { history, requests, timing } = this.#view;
    const doneOf = (request: number) => requests.doneRow[request] as number;
    switch (where.kind) {
      case 'all':
      case 'any': {
        const tests = where.parts.map((part) => this.#test(part));
        const every = where.kind === 'all';
        return (request, due) =>
          every ? tests.every((test) => test(request, due)) : tests.some((test) => test(request, due));
      }
      case 'not': {
        const test = this.#test(where.part);
        return (request, due) => !test(request, due);
      }
      case 'status': {
        const { op, statuses } = where;
        return (request) => {
          const done = doneOf(request);
          return isIn(statuses, done === NONE ? 0 : (history.a[done] as number)) === (op === '=');
        };
      }
      case 'status-order':
        return (request) => {
          const done = doneOf(request);
          // No answer has no status that could be more or less.
          return done !== NONE && history.a[done] !== 0 && isSo(history.a[done] as number, where.op, where.status);
        };
      case 'time':
        return (_, due) => isSo(due - timing.origin, where.op, where.time);
      case 'word':
        return (request) => (this.#word(where.field, request) === where.word) === (where.op === '=');
    }
  }

  #word(field: Extract<Condition, { kind: 'word' }>['field'], request: number): string {
    const { history, requests } = this.#view;
    const done = requests.doneRow[request] as number;
    const send = requests.sendRow[request] as number;
    switch (field) {
      case 'outcome':
        return done === NONE ? 'unknown' : (OUTCOMES[history.b[done] as number] ?? 'unknown');
      case 'backend':
        return done === NONE ? 'none' : (history.actors[history.peer[done] as number] ?? 'none');
      case 'method':
        return this.#shapeOf(send).method;
      case 'path':
        return this.#shapeOf(send).path;
    }
  }
}

/** True or false where every value of both intervals says so. */
function compared(left: Measured, op: Comparison, right: Measured): boolean | null {
  switch (op) {
    case '<':
    case '<=':
      return always(isSo(left.high, op, right.low), isSo(left.low, op, right.high));
    case '>':
    case '>=':
      return always(isSo(left.low, op, right.high), isSo(left.high, op, right.low));
    case '=':
    case '!=': {
      const exact = left.low === left.high && right.low === right.high;
      const apart = left.high < right.low || right.high < left.low;
      if (!exact && !apart) return null;
      return (exact && left.low === right.low) === (op === '=');
    }
  }
}

/** `all`: in the worst case; `some`: in the best. */
function always(all: boolean, some: boolean): boolean | null {
  return all ? true : some ? null : false;
}

function isSo(left: number, op: Comparison, right: number): boolean {
  switch (op) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
