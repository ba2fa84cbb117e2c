/** Reads the conditions of a formula: tests of a request's fields, with `and`, `or`, `not` and brackets. */
import { parseDuration } from '../../kernel/units.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Reader } from './formula-reader.ts';
import { type Comparison, type Condition, WORD_FIELDS } from './formula-spec.ts';
import { FormulaProblem, type Token } from './formula-tokens.ts';
import { parseStatuses } from './status-set.ts';
import { listed } from './words.ts';

const FIELDS = ['status', 'time', ...WORD_FIELDS];
const OUTCOMES = ['ok', 'failed', 'unknown'];
const ORDERS: readonly string[] = ['<', '<=', '>', '>='];

/** Throws FormulaProblem. */
export function conditionOf(reader: Reader): Condition {
  return reader.joined('or', 'any', () => reader.joined('and', 'all', () => single(reader)));
}

function single(reader: Reader): Condition {
  if (reader.takes('not')) return { kind: 'not', part: single(reader) };
  if (reader.takes('(')) {
    const inner = conditionOf(reader);
    reader.expect(')');
    return inner;
  }
  const field = reader.next;
  if (field.kind !== 'word' || !FIELDS.includes(field.text)) {
    const meant = field.kind === 'word' ? didYouMean(field.text, FIELDS) : '';
    throw new FormulaProblem(
      field.at,
      `expected a field (${listed(FIELDS, 'or')}) here, found ${reader.found()}${meant}`,
    );
  }
  reader.skip();
  const op = reader.next;
  const isOrder = ORDERS.includes(op.text);
  if (op.text !== '=' && op.text !== '!=' && !isOrder) {
    throw new FormulaProblem(op.at, `expected = or another comparison behind ${field.text}, found ${reader.found()}`);
  }
  reader.skip();
  const value = reader.next;
  if (value.kind !== 'word' && value.kind !== 'text') {
    throw new FormulaProblem(value.at, `expected a value for ${field.text} here, found ${reader.found()}`);
  }
  reader.skip();
  return test(field, op, value, isOrder);
}

function test(field: Token, op: Token, value: Token, isOrder: boolean): Condition {
  if (field.text === 'time') {
    const time = parseDuration(value.text);
    if (time === null) throw new FormulaProblem(value.at, `expected a duration such as 2s, found "${value.text}"`);
    return { kind: 'time', op: op.text as Comparison, time };
  }
  if (field.text === 'status') {
    const statuses = parseStatuses(value.text);
    if (statuses === null) {
      throw new FormulaProblem(value.at, `expected a status such as 503, 5xx, 200-299 or none, found "${value.text}"`);
    }
    if (!isOrder) return { kind: 'status', op: op.text as '=' | '!=', statuses };
    if (statuses.from !== statuses.to)
      throw new FormulaProblem(value.at, `expected one status behind ${op.text}, such as 500`);
    return { kind: 'status-order', op: op.text as '<' | '<=' | '>' | '>=', status: statuses.from };
  }
  if (isOrder) throw new FormulaProblem(op.at, `${field.text} is compared with = or !=`);
  if (field.text === 'outcome' && !OUTCOMES.includes(value.text)) {
    throw new FormulaProblem(
      value.at,
      `expected an outcome (${listed(OUTCOMES, 'or')}), found "${value.text}"${didYouMean(value.text, OUTCOMES)}`,
    );
  }
  const word = WORD_FIELDS.find((name) => name === field.text) ?? 'path';
  return { kind: 'word', field: word, op: op.text as '=' | '!=', word: value.text };
}
