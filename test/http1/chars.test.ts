import { expect, test } from 'vitest';
import {
  FIELD_VALUE,
  hexValue,
  LIST_SEPARATOR,
  OWS,
  REG_NAME,
  skip,
  skipText,
  TARGET,
  TOKEN,
} from '../../src/http1/chars.ts';
import { latin1Bytes } from '../../src/kernel/bytes.ts';

/** The bytes that a table allows. */
const allowed = (table: Uint8Array) => [...table.keys()].filter((code) => table[code] === 1);
const codes = (text: string) => Array.from(text, (c) => c.charCodeAt(0)).sort((a, b) => a - b);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

test('the tables hold what the grammars say, for every byte', () => {
  expect(allowed(TOKEN)).toEqual(codes(`!#$%&'*+-.^_\`|~${DIGITS}${LETTERS}`));
  expect(allowed(REG_NAME)).toEqual(codes(`-._~!$&'()*+,;=${DIGITS}${LETTERS}`));
  expect(allowed(OWS)).toEqual(codes(' \t'));
  expect(allowed(LIST_SEPARATOR)).toEqual(codes(' \t,'));
  for (let code = 0; code < 256; code++) {
    expect(FIELD_VALUE[code]).toBe(code === 9 || (code >= 32 && code <= 126) || code >= 128 ? 1 : 0);
    expect(TARGET[code]).toBe(code >= 33 && code <= 126 && code !== 35 ? 1 : 0);
  }
});

test('skipping stops at the first other character, or at the end', () => {
  const bytes = latin1Bytes('ab:c');
  expect(skip(TOKEN, bytes, 0, 4)).toBe(2);
  expect(skip(TOKEN, bytes, 2, 4)).toBe(2);
  expect(skip(TOKEN, bytes, 0, 1)).toBe(1);
  expect(skip(TOKEN, bytes, 5, 4)).toBe(5);
  expect(skipText(TOKEN, 'ab:c', 0)).toBe(2);
  expect(skipText(TOKEN, 'ab:c', 2)).toBe(2);
  expect(skipText(TOKEN, 'ab', 0)).toBe(2);
  expect(skipText(TOKEN, 'ab', 5)).toBe(5);
  // Nothing above a byte is ever allowed.
  expect(skipText(TOKEN, 'a\u0142', 0)).toBe(1);
});

test('hexadecimal digits, and nothing else', () => {
  for (let code = 0; code < 256; code++) {
    const c = String.fromCharCode(code);
    expect(hexValue(code)).toBe(/[0-9a-fA-F]/.test(c) ? Number.parseInt(c, 16) : -1);
  }
});
