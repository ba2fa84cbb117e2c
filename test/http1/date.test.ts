/** The Date field's text, held against the platform's. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpDate } from '../../src/http1/date.ts';

/** The end of the year 9999: the form has four digits for it. */
const LAST = 253_402_300_799;

test('as the platform writes it, for any second of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LAST }), (seconds) => {
      expect(httpDate(seconds)).toBe(new Date(seconds * 1000).toUTCString());
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
  [784_111_777, 'Sun, 06 Nov 1994 08:49:37 GMT'],
  [951_782_400, 'Tue, 29 Feb 2000 00:00:00 GMT'],
  [4_107_542_399, 'Sun, 28 Feb 2100 23:59:59 GMT'],
  [4_107_542_400, 'Mon, 01 Mar 2100 00:00:00 GMT'],
  [LAST, 'Fri, 31 Dec 9999 23:59:59 GMT'],
])('%i is %s', (seconds, text) => {
  expect(httpDate(seconds)).toBe(text);
});
