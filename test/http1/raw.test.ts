/** The tables of raw bytes: each case whole, cut in two at every place, and byte by byte. */
import { describe, expect, test } from 'vitest';
import { byteByByte, bytesOf, cutAt } from './pieces.ts';
import type { RawCase } from './raw-case.ts';
import { RAW_REQUESTS } from './raw-requests.ts';
import { RAW_RESPONSES } from './raw-responses.ts';
import { type Recording, readRequests, readResponses } from './record.ts';

function holds(raw: RawCase, read: (pieces: readonly Uint8Array[]) => Recording): void {
  const bytes = bytesOf(raw.bytes);
  const whole = read([bytes]);
  expect(whole.events).toEqual(raw.events);
  const told = tell(whole);
  for (const pieces of [...Array.from(bytes, (_, at) => cutAt(bytes, [at])), byteByByte(bytes)]) {
    const cut = tell(read(pieces));
    // Compared as text: some cases have thousands of places to cut at.
    if (cut !== told) expect(cut).toBe(told);
  }
}

function tell({ events, beforeEnd, ends }: Recording): string {
  return JSON.stringify({ events, beforeEnd, ends });
}

describe('raw requests', () => {
  test.each(RAW_REQUESTS)('$name ($rfc)', (raw) => holds(raw, (pieces) => readRequests(pieces, raw.limits)));
});

describe('raw responses', () => {
  test.each(RAW_RESPONSES)('$name ($rfc)', (raw) =>
    holds(raw, (pieces) => readResponses(pieces, raw.methods, raw.limits)),
  );
});
