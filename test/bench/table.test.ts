import { expect, test } from 'vitest';
import { figure, type Table, toMarkdown, toText } from '../../bench/report/table.ts';

const TABLE: Table = {
  title: 'A title',
  columns: [
    { title: 'subject', align: 'left' },
    { title: 'µs', align: 'right' },
    { title: 'requests/s', align: 'right' },
  ],
  rows: [
    ['nginx', '11.0', '84,260'],
    ['a|b', '–', ''],
  ],
};

test('text: columns as wide as their widest cell, numbers at the right, no spaces at the end', () => {
  expect(toText(TABLE)).toBe(`A title
  subject    µs  requests/s
  nginx    11.0      84,260
  a|b         –`);
});

test('Markdown', () => {
  expect(toMarkdown(TABLE)).toBe(`A title

| subject | µs | requests/s |
| --- | ---: | ---: |
| nginx | 11.0 | 84,260 |
| a\\|b | – |  |`);
});

test.each([
  [1234567.8, 0, '1,234,568'],
  [11, 1, '11.0'],
  [-3.25, 1, '-3.3'],
  [Number.NaN, 1, '–'],
  [Number.POSITIVE_INFINITY, 1, '–'],
  [null, 0, '–'],
  [undefined, 0, '–'],
])('%s with %d digits is %s', (value, digits, expected) => {
  expect(figure(value, digits)).toBe(expected);
});
