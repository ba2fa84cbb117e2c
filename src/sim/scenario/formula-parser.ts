/**
 * Reads formulas: comparisons of measures, joined by `and` and `or` (of which `and` binds closer). A recursive descent,
 * one function a rule; the first thing that makes no sense is said with its place.
 */
import { parseDuration, parsePercentage } from '../../kernel/units.ts';
import { conditionOf } from './formula-conditions.ts';
import { Reader } from './formula-reader.ts';
import type { Comparison, Condition, Formula, FormulaNode, Measure, Unit } from './formula-spec.ts';
import { FormulaProblem, tokensOf } from './formula-tokens.ts';
import { listed } from './words.ts';

export type FormulaResult =
  | { readonly ok: true; readonly formula: Formula }
  /** `at`: where, counted in characters from 0. */
  | { readonly ok: false; readonly at: number; readonly message: string };

const QUANTILES: ReadonlyMap<string, number> = new Map([
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
  ['max', 1],
]);
const FUNCTIONS = ['count', 'share', ...QUANTILES.keys()];
const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies Comparison[];

/** Never throws. */
export function parseFormula(text: string): FormulaResult {
  try {
    const reader = new Reader(tokensOf(text));
    const root = anyOf(reader);
    reader.expectEnd();
    return { ok: true, formula: { text, root } };
  } catch (error) {
    if (error instanceof FormulaProblem) return { ok: false, at: error.at, message: error.message };
    throw error;
  }
}

function anyOf(reader: Reader): FormulaNode {
  return reader.joined('or', 'any', () => reader.joined('and', 'all', () => comparison(reader)));
}

function comparison(reader: Reader): FormulaNode {
  if (reader.takes('(')) {
    const inner = anyOf(reader);
    reader.expect(')');
    return inner;
  }
  const left = measure(reader);
  const op = reader.next;
  if (!COMPARISONS.includes(op.text)) {
    throw new FormulaProblem(op.at, `expected a comparison such as <= here, found ${reader.found()}`);
  }
  reader.skip();
  const at = reader.next.at;
  const right = measure(reader);
  const units = [unitOf(left), unitOf(right)] as const;
  if (units[0] !== units[1])
    throw new FormulaProblem(at, `${WHAT[units[0]]} is compared with ${WHAT[units[0]]}, not with ${WHAT[units[1]]}`);
  return { kind: 'compare', left, op: op.text as Comparison, right };
}

const WHAT: Readonly<Record<Unit, string>> = {
  count: 'a number',
  share: 'a share (such as 99%)',
  time: 'a duration (such as 60ms)',
};

function measure(reader: Reader): Measure {
  const { kind, text, at } = reader.next;
  if (kind === 'word' && FUNCTIONS.includes(text)) {
    reader.skip();
    return call(reader, text);
  }
  const constant = kind === 'word' ? constantOf(text) : null;
  if (constant === null) {
    throw new FormulaProblem(
      at,
      `expected a function (${listed(FUNCTIONS, 'or')}) or a value such as 3, 99% or 60ms, found ${reader.found()}`,
    );
  }
  reader.skip();
  return constant;
}

function call(reader: Reader, name: string): Measure {
  reader.expect('(');
  const quantile = QUANTILES.get(name);
  if (quantile !== undefined) {
    if (reader.next.text !== 'latency') {
      throw new FormulaProblem(
        reader.next.at,
        `${name} is of latency: write ${name}(latency), found ${reader.found()}`,
      );
    }
    reader.skip();
    const where = reader.takes('where') ? conditionOf(reader) : null;
    reader.expect(')');
    return { kind: 'latency', label: name, quantile, where };
  }
  const where: Condition | null = reader.next.text === ')' ? null : conditionOf(reader);
  reader.expect(')');
  return { kind: name === 'share' ? 'share' : 'count', where };
}

function constantOf(text: string): Measure | null {
  if (/^\d+(\.\d+)?$/.test(text)) return { kind: 'constant', unit: 'count', value: Number(text) };
  const share = parsePercentage(text);
  if (share !== null) return { kind: 'constant', unit: 'share', value: share };
  const time = parseDuration(text);
  return time === null ? null : { kind: 'constant', unit: 'time', value: time };
}

function unitOf(of: Measure): Unit {
  if (of.kind === 'constant') return of.unit;
  return of.kind === 'latency' ? 'time' : of.kind;
}
