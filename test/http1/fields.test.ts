import { expect, test } from 'vitest';
import { FieldId } from '../../src/http1/field-id.ts';
import { Fields, INCOMPLETE, REFUSED } from '../../src/http1/fields.ts';
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import { PROBLEMS } from '../../src/http1/problem.ts';
import { latin1Bytes } from '../../src/kernel/bytes.ts';

const scan = (fields: Fields, text: string, end = text.length) => fields.scanFields(latin1Bytes(text), 0, 0, end);

test('offsets, names and values of a section', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  const text = 'skipped\r\nHost:h\r\nX-A: \t b c \t\r\nx-a:2\r\n\r\nrest';
  expect(fields.scanFields(latin1Bytes(text), 2, 9, text.length)).toBe(text.length - 4);
  expect(fields.text).toBe(text.slice(2, -4));
  expect(fields.count).toBe(3);
  expect([0, 1, 2].map((i) => [fields.name(i), fields.value(i), fields.id(i)])).toEqual([
    ['Host', 'h', FieldId.Host],
    ['X-A', 'b c', FieldId.Other],
    ['x-a', '2', FieldId.Other],
  ]);
  expect(fields.text.slice(fields.lineStart(1), fields.lineStart(2))).toBe('X-A: \t b c \t\r\n');
  expect(fields.text.slice(fields.valueStart(1), fields.valueEnd(1))).toBe('b c');
  expect([fields.get('x-a'), fields.get('host'), fields.get('none')]).toEqual(['b c', 'h', null]);
});

test('the table is used again', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  scan(fields, 'A: 1\r\nB: 2\r\n\r\n');
  expect(scan(fields, '\r\n')).toBe(2);
  expect(fields.count).toBe(0);
});

test('no prefix of a section is refused or taken for the whole, and what is refused stays refused', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  const good = 'Aa: 1 2\r\nB:\r\n\r\n';
  for (let end = 0; end < good.length; end++) expect(scan(fields, good, end)).toBe(INCOMPLETE);
  const bad = 'Aa: 1\r\nB : 2\r\n\r\n';
  for (let end = 'Aa: 1\r\nB '.length; end <= bad.length; end++) {
    expect(scan(fields, bad, end)).toBe(REFUSED);
    expect(fields.problem).toBe(PROBLEMS.fieldName);
  }
});
