import { expect, test } from 'vitest';
import { FieldId } from '../../src/http1/field-id.ts';
import { Fields, INCOMPLETE, REFUSED } from '../../src/http1/fields.ts';
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import { PROBLEMS } from '../../src/http1/problem.ts';

test('offsets, names and values of a section', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  const text = 'skipped\r\nHost:h\r\nX-A: \t b c \t\r\nx-a:2\r\n\r\nrest';
  expect(fields.scanFields(text, 9)).toBe(text.length - 4);
  expect(fields.count).toBe(3);
  expect([0, 1, 2].map((i) => [fields.name(i), fields.value(i), fields.id(i)])).toEqual([
    ['Host', 'h', FieldId.Host],
    ['X-A', 'b c', FieldId.Other],
    ['x-a', '2', FieldId.Other],
  ]);
  expect(text.slice(fields.lineStart(1), fields.lineStart(2))).toBe('X-A: \t b c \t\r\n');
  expect(text.slice(fields.valueStart(1), fields.valueEnd(1))).toBe('b c');
  expect([fields.get('x-a'), fields.get('host'), fields.get('none')]).toEqual(['b c', 'h', null]);
});

test('the table is used again', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  fields.scanFields('A: 1\r\nB: 2\r\n\r\n', 0);
  expect(fields.scanFields('\r\n', 0)).toBe(2);
  expect(fields.count).toBe(0);
});

test('no prefix of a section is refused or taken for the whole, and what is refused stays refused', () => {
  const fields = new Fields(DEFAULT_HEAD_LIMITS);
  const good = 'Aa: 1 2\r\nB:\r\n\r\n';
  for (let end = 0; end < good.length; end++) expect(fields.scanFields(good.slice(0, end), 0)).toBe(INCOMPLETE);
  const bad = 'Aa: 1\r\nB : 2\r\n\r\n';
  for (let end = 'Aa: 1\r\nB '.length; end <= bad.length; end++) {
    expect(fields.scanFields(bad.slice(0, end), 0)).toBe(REFUSED);
    expect(fields.problem).toBe(PROBLEMS.fieldName);
  }
});
