/** Laws over messages by chance: what was sent comes back, cuts change nothing, nothing throws, little is held. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_HEAD_LIMITS, type HeadLimits } from '../../src/http1/limits.ts';
import { knownRequests, requests, responses } from './messages.ts';
import { hostile, mutated, REQUEST_STARTS, RESPONSE_STARTS } from './mutations.ts';
import { byteByByte, bytesOf, cuts } from './pieces.ts';
import { type Recording, readRequests, readResponses } from './record.ts';

type Read = (pieces: readonly Uint8Array[], methods: readonly string[], limits: HeadLimits) => Recording;
const readRequestsWithin: Read = (pieces, _methods, within) => readRequests(pieces, within);
const READERS: readonly (readonly [name: string, read: Read])[] = [
  ['requests', readRequestsWithin],
  ['responses', readResponses],
];
const TINY: HeadLimits = { lineBytes: 24, headBytes: 96, fields: 3 };
const limits = fc.oneof(fc.constant(DEFAULT_HEAD_LIMITS), fc.constant(TINY));

/** Every cut tells the same as the whole, before the end and at it, and holds no more than it may. */
function sameHoweverCut(
  read: Read,
  text: string,
  methods: readonly string[],
  within: HeadLimits,
  cut: (bytes: Uint8Array) => Uint8Array[],
): void {
  const bytes = bytesOf(text);
  const whole = read([bytes], methods, within);
  const inPieces = read(cut(bytes), methods, within);
  expect({ ...inPieces, heldMax: 0 }).toEqual({ ...whole, heldMax: 0 });
  expect(Math.max(whole.heldMax, inPieces.heldMax)).toBeLessThanOrEqual(within.headBytes);
}

describe('valid messages come back as they were sent, however they are cut', () => {
  test('requests', () => {
    fc.assert(
      fc.property(requests, cuts, ({ bytes, events }, cut) => {
        expect(readRequests(cut(bytesOf(bytes))).events).toEqual(events);
      }),
      { numRuns: 600 },
    );
  });

  test('responses', () => {
    fc.assert(
      fc.property(responses, cuts, ({ bytes, events, methods }, cut) => {
        expect(readResponses(cut(bytesOf(bytes)), methods).events).toEqual(events);
      }),
      { numRuns: 600 },
    );
  });
});

describe.each(READERS)('%s of any kind read the same however they are cut', (name, read) => {
  const valid = name === 'requests' ? knownRequests : responses;
  const starts = name === 'requests' ? REQUEST_STARTS : RESPONSE_STARTS;

  test.each([
    ['mutated', mutated(valid)],
    ['hostile', hostile(starts)],
  ])('%s', (_, streams) => {
    fc.assert(
      fc.property(streams, limits, cuts, ({ bytes, methods }, within, cut) =>
        sameHoweverCut(read, bytes, methods, within, cut),
      ),
      { numRuns: 800 },
    );
  });

  test('arbitrary bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom(...Buffer.from('GHET/P1. 0:\r\n\r\n;5acx\0\xff', 'latin1')), { maxLength: 200 })
        .map((codes) => Uint8Array.from(codes)),
    );
    fc.assert(
      fc.property(bytes, limits, cuts, (some, within, cut) =>
        sameHoweverCut(read, Buffer.from(some).toString('latin1'), [], within, cut),
      ),
      { numRuns: 800 },
    );
  });
});

test('long heads read the same however they are cut', () => {
  const lengths = fc.constantFrom(1, 60, 2000, 2047, 2048, 2049, 4096, 9000, 40000);
  fc.assert(
    fc.property(lengths, lengths, lengths, cuts, (target, value, body, cut) => {
      const text = `POST /${'a'.repeat(target)} HTTP/1.1\r\nHost: h\r\nX: ${'b'.repeat(value)}\r\nContent-Length: ${body}\r\n\r\n${'c'.repeat(body)}`;
      const pieces = (bytes: Uint8Array) => (bytes.length > 30000 && cut === byteByByte ? [bytes] : cut(bytes));
      sameHoweverCut(readRequestsWithin, text, [], DEFAULT_HEAD_LIMITS, pieces);
    }),
    { numRuns: 150 },
  );
});
