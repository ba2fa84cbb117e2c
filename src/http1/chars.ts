/** Character classes of HTTP/1.1 as tables: 1 means allowed. Indexed by byte. */

/** `token` (RFC 9110, 5.6.2): methods and field names. */
export const TOKEN = table((c) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(c));

/** `field-content` (RFC 9110, 5.5): printable ASCII, obs-text, space and tab; no CR, LF, NUL or other controls. */
export const FIELD_VALUE = table((_, code) => code === 0x09 || (code >= 0x20 && code !== 0x7f));

/**
 * What a request target may hold: printable ASCII but `#` (RFC 9112, 3.2: no fragment in any form). RFC 3986 allows
 * fewer; `|`, `{`, `"` and their like are let through because browsers send them raw and they carry no framing.
 */
export const TARGET = table((c, code) => code > 0x20 && code < 0x7f && c !== '#');

/** Optional white space (RFC 9110, 5.6.3). */
export const OWS = table((_, code) => code === 0x20 || code === 0x09);

/** What stands between the elements of a list: commas and white space (RFC 9110, 5.6.1; empty elements are ignored). */
export const LIST_SEPARATOR = table((c, code) => c === ',' || code === 0x20 || code === 0x09);

/** `reg-name` (RFC 3986, 3.2.2) without its percent-encoded bytes. */
export const REG_NAME = table((c) => /[A-Za-z0-9\-._~!$&'()*+,;=]/.test(c));

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const QUOTE = 0x22;
export const PERCENT = 0x25;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const SQUARE_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const SQUARE_CLOSE = 0x5d;

/** The first offset at or behind `at` whose byte is not in `allowed`; `end` when there is none before it. */
export function skip(allowed: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  let behind = at;
  // Four at a time: heads are mostly long runs of what is allowed.
  while (
    behind + 4 <= end &&
    ((allowed[bytes[behind] as number] as number) &
      (allowed[bytes[behind + 1] as number] as number) &
      (allowed[bytes[behind + 2] as number] as number) &
      (allowed[bytes[behind + 3] as number] as number)) ===
      1
  ) {
    behind += 4;
  }
  while (behind < end && allowed[bytes[behind] as number] === 1) behind++;
  return behind;
}

/** The same over text. */
export function skipText(allowed: Uint8Array, text: string, at: number): number {
  let end = at;
  while (end < text.length && allowed[text.charCodeAt(end)] === 1) end++;
  return end;
}

/** The value of a hexadecimal digit, -1 for any other byte. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function table(allowed: (character: string, code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (allowed(String.fromCharCode(code), code) ? 1 : 0));
}
