import { expect, test } from 'vitest';
import { belongsInHead, FieldId, fieldId, isHopByHop, same } from '../../src/http1/field-id.ts';

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
    expect(fieldId(`--${spelled}: x`, 2, 2 + spelled.length)).toBe(id);
  }
  expect(fieldId(`${name}x`, 0, name.length + 1)).toBe(unknown(`${name}x`));
  // One bit off in any place: a letter's case is the only bit that means nothing.
  for (let i = 0; i < name.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const code = name.charCodeAt(i) ^ (1 << bit);
      const other = name.slice(0, i) + String.fromCharCode(code) + name.slice(i + 1);
      const equal = other.toLowerCase() === name.toLowerCase();
      expect(fieldId(other, 0, other.length)).toBe(equal ? id : unknown(other));
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
  expect(fieldId(name, 0, name.length)).toBe(FieldId.Forwarded);
});

test.each(['X-Forward', 'X-Forwarde', 'X-Real-I', 'XX-Forwarded-For', 'X.Forwarded.For', 'Forwarded-For'])(
  '%s is a field like any other',
  (name) => {
    expect(fieldId(name, 0, name.length)).toBe(FieldId.Other);
  },
);

test('same does not read beyond the text', () => {
  expect(same('chunke', 0, 'chunked')).toBe(false);
  expect(same('', 0, 'x')).toBe(false);
});

test('hop-by-hop fields, and those that must stand in the head', () => {
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
