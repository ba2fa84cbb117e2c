import { expect, test } from 'vitest';
import { belongsInHead, bit, FieldId, fieldId, HOP_BY_HOP, same } from '../../src/http1/field-id.ts';
import { latin1Bytes } from '../../src/kernel/bytes.ts';

const idOf = (text: string, start: number, end: number) => fieldId(latin1Bytes(text), start, end);

const NAMES: readonly (readonly [string, FieldId])[] = [
  ['Host', FieldId.Host],
  ['Content-Length', FieldId.ContentLength],
  ['Transfer-Encoding', FieldId.TransferEncoding],
  ['Connection', FieldId.Connection],
  ['Keep-Alive', FieldId.KeepAlive],
  ['Proxy-Connection', FieldId.ProxyConnection],
  ['TE', FieldId.Te],
  ['Trailer', FieldId.Trailer],
  ['Upgrade', FieldId.Upgrade],
  ['Expect', FieldId.Expect],
  ['X-Forwarded-For', FieldId.XForwardedFor],
  ['X-Real-IP', FieldId.XRealIp],
  ['X-Forwarded-Host', FieldId.XForwardedHost],
  ['X-Forwarded-Proto', FieldId.XForwardedProto],
  ['Forwarded', FieldId.Forwarded],
  ['Cookie', FieldId.Cookie],
  ['Authorization', FieldId.Authorization],
  ['Max-Forwards', FieldId.MaxForwards],
];

/** All that begins like this is told from other fields, known or not. */
const FAMILY = /^x[-_]forwarded|^x[-_]real[-_]ip$/i;
const unknown = (name: string) => (FAMILY.test(name) ? FieldId.Forwarded : FieldId.Other);

test('every id is known by a name', () => {
  expect(NAMES.map(([, id]) => id).toSorted((a, b) => a - b)).toEqual(
    Object.values(FieldId).filter((id) => id !== FieldId.Other),
  );
});

test.each(NAMES)('%s in any case, and nothing that is near', (name, id) => {
  for (const spelled of [name, name.toLowerCase(), name.toUpperCase()]) {
    expect(idOf(`--${spelled}: x`, 2, 2 + spelled.length)).toBe(id);
  }
  expect(idOf(`${name}x`, 0, name.length + 1)).toBe(unknown(`${name}x`));
  // One bit off in any place: a letter's case is the only bit that means nothing.
  for (let i = 0; i < name.length; i++) {
    for (let flipped = 0; flipped < 8; flipped++) {
      const code = name.charCodeAt(i) ^ (1 << flipped);
      const other = name.slice(0, i) + String.fromCharCode(code) + name.slice(i + 1);
      const equal = other.toLowerCase() === name.toLowerCase();
      expect(idOf(other, 0, other.length)).toBe(equal ? id : unknown(other));
    }
  }
});

test.each([
  'X-Forwarded',
  'x-forwarded-port',
  'X-FORWARDED-SERVER',
  'X-Forwarded-Prefix',
  'X_Forwarded_For',
  'X-Forwarded_Host',
  'x_real-ip',
  'X_REAL_IP',
])('%s tells of earlier hops, too', (name) => {
  expect(idOf(name, 0, name.length)).toBe(FieldId.Forwarded);
});

test.each(['X-Forward', 'X-Forwarde', 'X-Real-I', 'XX-Forwarded-For', 'X.Forwarded.For', 'Forwarded-For'])(
  '%s is a field like any other',
  (name) => {
    expect(idOf(name, 0, name.length)).toBe(FieldId.Other);
  },
);

test('same does not read beyond the text', () => {
  expect(same('chunke', 0, 'chunked')).toBe(false);
  expect(same('', 0, 'x')).toBe(false);
});

test('hop-by-hop fields, and those that must stand in the head', () => {
  const isHopByHop = (id: FieldId) => (HOP_BY_HOP & bit(id)) !== 0;
  const named = (holds: (id: FieldId) => boolean) => NAMES.filter(([, id]) => holds(id)).map(([name]) => name);
  expect(named(isHopByHop)).toEqual([
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Upgrade',
  ]);
  expect(named(belongsInHead)).toEqual([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
  ]);
  expect(isHopByHop(FieldId.Other) || belongsInHead(FieldId.Other)).toBe(false);
});
