/**
 * Valid messages by chance: the bytes of each, and the events they must come back as. What is expected comes from how a
 * message was made, never from the codec.
 */
import { METHODS } from 'node:http';
import fc from 'fast-check';

/** Messages as one stream, and what a reader must tell of it. */
export interface Generated {
  /** Latin1 text, one character a byte. */
  readonly bytes: string;
  readonly events: readonly string[];
  /** For answers: the methods of their requests. */
  readonly methods: readonly string[];
}

type Field = readonly [name: string, value: string];

/** What the framing of a message adds: fields, the body as it is sent, what it reads as, and the end's events. */
interface Body {
  readonly kind: string;
  readonly fields: readonly Field[];
  readonly bytes: string;
  readonly events: readonly string[];
}

const characters = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
const ALPHANUMERIC = [...characters(0x30, 0x39), ...characters(0x41, 0x5a), ...characters(0x61, 0x7a)];
const TOKEN = [...ALPHANUMERIC, ..."!#$%&'*+-.^_`|~"];
const VISIBLE = characters(0x21, 0x7e);
const VALUE = [...VISIBLE, ...characters(0x80, 0xff), ' ', '\t'];

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const text = (unit: readonly string[], minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...unit), minLength, maxLength });
const trimmed = (value: string) => value.replace(/^[ \t]+|[ \t]+$/g, '');

const anyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => Array.from(name, (c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join(''));
/** White space that may stand around a value. */
const ows = oneOf('', ' ', ' ', ' ', '\t', ' \t ');
/** Names that mean something to the codec come from elsewhere; Proxy-Connection means something to Node. */
const SPECIAL = /^(host|content-length|transfer-encoding|connection|proxy-connection|expect)$/i;
const plainField: fc.Arbitrary<Field> = fc.tuple(
  fc.oneof(
    text(TOKEN, 1, 12).filter((name) => !SPECIAL.test(name)),
    oneOf(
      'X',
      'Accept',
      'TE',
      'Keep-Alive',
      'Upgrade',
      'Trailer',
      'X-Forwarded-For',
      'Transfer_Encoding',
      'Content-Lengt',
    ),
  ),
  text(VALUE, 0, 16).map(trimmed),
);

const trailerField = plainField.filter(([name]) => !/^keep-alive$/i.test(name));

const data = fc.oneof(
  { weight: 3, arbitrary: text([...VALUE, '\r', '\n', '\0'], 0, 24) },
  { weight: 1, arbitrary: oneOf('\r\n', '\r\n\r\n', '0\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n') },
);
const quoted = text(['a', ' ', '\t', ';', '=', ',', '\\"', '\\\\', '\xe9'], 0, 5).map((value) => `"${value}"`);
const extension = fc
  .array(fc.tuple(text(TOKEN, 1, 4), fc.option(fc.oneof(text(TOKEN, 1, 4), quoted), { nil: null })), { maxLength: 2 })
  .map((parts) => parts.map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`)).join(''));
const chunk = fc.tuple(data, fc.nat(3), fc.boolean(), extension).map(([content, zeros, upper, extra]) => {
  const size = content.length.toString(16).padStart(zeros, '0');
  return content === ''
    ? { content, bytes: '' }
    : { content, bytes: `${upper ? size.toUpperCase() : size}${extra}\r\n${content}\r\n` };
});

const noBody: fc.Arbitrary<Body> = fc.constant({ kind: 'none', fields: [], bytes: '', events: ['end'] });
const withLength: fc.Arbitrary<Body> = fc
  .tuple(data, anyCase('content-length'), fc.nat(4))
  .map(([content, name, zeros]) => ({
    kind: content === '' ? 'none' : `length=${content.length}`,
    fields: [[name, String(content.length).padStart(zeros, '0')]],
    bytes: content,
    events: content === '' ? ['end'] : [`body ${content}`, 'end'],
  }));
const inChunks: fc.Arbitrary<Body> = fc
  .tuple(
    fc.array(chunk, { maxLength: 4 }),
    anyCase('transfer-encoding'),
    anyCase('chunked'),
    extension,
    fc.nat(3),
    fc.array(trailerField, { maxLength: 3 }),
  )
  .map(([chunks, name, coding, extra, zeros, trailers]) => {
    const content = chunks.map((each) => each.content).join('');
    const lines = trailers.map(([trailer, value]) => `${trailer}: ${value}\r\n`).join('');
    return {
      kind: 'chunked',
      fields: [[name, coding]],
      bytes: `${chunks.map((each) => each.bytes).join('')}${'0'.padStart(zeros, '0')}${extra}\r\n${lines}\r\n`,
      events: [
        ...(content === '' ? [] : [`body ${content}`]),
        ...trailers.map(([trailer, value]) => `trailer ${trailer}: ${value}`),
        'end',
      ],
    };
  });

/** What Connection may say, and what it means: for 1.1 a close, for 1.0 a wish to stay. */
const connection = fc.constantFrom<readonly [value: string | null, close: boolean, stay: boolean]>(
  [null, false, false],
  [null, false, false],
  [null, false, false],
  ['close', true, false],
  ['Close', true, false],
  ['keep-alive', false, true],
  ['Keep-Alive', false, true],
  ['x, keep-alive', false, true],
  ['x,\tclose ,', true, false],
  [', closed', false, false],
  ['', false, false],
);

/** The lines of a head in an order by chance, with white space by chance around their values. */
function lines(
  fields: readonly Field[],
  order: readonly number[],
  spaces: readonly string[],
): { sent: string; events: string[] } {
  const sorted = fields.map((field, i) => ({ field, key: order[i % order.length] ?? 0 })).sort((a, b) => a.key - b.key);
  const space = (i: number) => spaces[i % spaces.length] ?? '';
  // No tab behind a transfer coding: the codec is stricter than the RFC there.
  const behind = (name: string, i: number) =>
    /^transfer-encoding$/i.test(name) ? space(i).replaceAll('\t', ' ') : space(i);
  return {
    sent: sorted
      .map(({ field: [name, value] }, i) => `${name}:${space(2 * i)}${value}${behind(name, 2 * i + 1)}\r\n`)
      .join(''),
    events: sorted.map(({ field: [name, value] }) => `${name}: ${value}`),
  };
}

const arrangement = {
  order: fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }),
  spaces: fc.array(ows, { minLength: 1, maxLength: 7 }),
};

const label = text([...ALPHANUMERIC, '-', '_', '~', '!', '$', '&', "'", '(', ')', '*', '+', ';', '='], 1, 8);
const authority = fc
  .tuple(
    fc.oneof(
      label,
      fc.tuple(label, label).map((labels) => labels.join('.')),
      oneOf('[::1]', '[2001:db8::7f00:1]', '127.0.0.1', 'a%2Fb'),
    ),
    oneOf('', '', ':', ':80', ':65535'),
  )
  .map((parts) => parts.join(''));
const path = text(
  VISIBLE.filter((c) => c !== '#'),
  0,
  20,
).map((rest) => `/${rest}`);
/** The target as sent, the path it comes to, and its authority where it has one. */
const target = fc.oneof(
  { weight: 4, arbitrary: path.map((sent) => ({ sent, path: sent, authority: null })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(oneOf('http://', 'HTTP://', 'https://'), authority, fc.oneof(path, oneOf('', '?q', '?a/b')))
      .map(([scheme, host, rest]) => ({
        sent: `${scheme}${host}${rest}`,
        path: rest.startsWith('/') ? rest : `/${rest}`,
        authority: host,
      })),
  },
);
const nodeMethod = fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT'));
const method = (known: boolean) =>
  known
    ? nodeMethod
    : fc.oneof(
        nodeMethod,
        text(TOKEN, 1, 8).filter((token) => token !== 'CONNECT'),
      );

interface One {
  readonly bytes: string;
  readonly events: readonly string[];
  readonly method: string;
  /** Nothing may follow on this connection. */
  readonly last: boolean;
}

const request = (known: boolean): fc.Arbitrary<One> =>
  fc
    .record({
      blank: oneOf('', '', '', '\r\n', '\r\n\r\n'),
      method: method(known),
      target,
      minor: oneOf(1, 1, 1, 0),
      host: fc.oneof(authority, fc.constant('')),
      hostName: anyCase('host'),
      connectionName: anyCase('connection'),
      connection,
      plain: fc.array(plainField, { maxLength: 5 }),
      body: fc.oneof(noBody, withLength, inChunks),
      ...arrangement,
    })
    .filter(({ minor, body }) => minor === 1 || body.kind !== 'chunked')
    .map((parts) => {
      const [value, close, stay] = parts.connection;
      const hasHost = parts.minor === 1 || parts.host.length % 2 === 1;
      const fields: Field[] = [...parts.body.fields, ...parts.plain];
      if (hasHost) fields.push([parts.hostName, parts.host]);
      if (value !== null) fields.push([parts.connectionName, trimmed(value)]);
      const head = lines(fields, parts.order, parts.spaces);
      const keep = !close && (parts.minor === 1 || stay);
      // OPTIONS on a whole server (RFC 9112, 3.2.4).
      const whole = parts.method === 'OPTIONS' && /^https?:\/\/[^/?]*$/i.test(parts.target.sent);
      const to = whole ? '*' : parts.target.path;
      return {
        method: parts.method,
        last: !keep,
        bytes: `${parts.blank}${parts.method} ${parts.target.sent} HTTP/1.${parts.minor}\r\n${head.sent}\r\n${parts.body.bytes}`,
        events: [
          `${parts.method} ${parts.target.sent} 1.${parts.minor}${to === parts.target.sent ? '' : ` path=${to}`} host=${
            parts.target.authority ?? (hasHost ? parts.host : '')
          } ${parts.body.kind} ${keep ? 'keep' : 'close'}`,
          ...head.events,
          ...parts.body.events,
        ],
      };
    });

const reason = text(VALUE, 0, 12);
const untilClose: fc.Arbitrary<Body> = data.map((content) => ({
  kind: 'close',
  fields: [],
  bytes: content,
  events: content === '' ? ['end'] : [`body ${content}`, 'end'],
}));
const interim: fc.Arbitrary<Pick<One, 'bytes' | 'events'>> = fc
  .record({ status: oneOf(100, 102, 103, 199), reason, plain: fc.array(plainField, { maxLength: 2 }), ...arrangement })
  .map((parts) => {
    const head = lines(parts.plain, parts.order, parts.spaces);
    return {
      bytes: `HTTP/1.1 ${parts.status} ${parts.reason}\r\n${head.sent}\r\n`,
      events: [`interim ${parts.status} [${parts.reason}] 1.1`, ...head.events],
    };
  });

const response: fc.Arbitrary<One> = fc
  .record({
    interims: fc.array(interim, { maxLength: 2, size: 'xsmall' }),
    method: oneOf('GET', 'GET', 'POST', 'HEAD'),
    status: fc.oneof(oneOf(200, 204, 304), fc.integer({ min: 200, max: 599 })),
    reason: fc.option(reason, { nil: null }),
    minor: oneOf(1, 1, 1, 0),
    connectionName: anyCase('connection'),
    connection,
    plain: fc.array(plainField, { maxLength: 5 }),
    body: fc.oneof(noBody, withLength, withLength, inChunks, inChunks, untilClose),
    ...arrangement,
  })
  .filter(({ minor, body }) => minor === 1 || body.kind !== 'chunked')
  .map((parts) => {
    const bodiless = parts.method === 'HEAD' || parts.status === 204 || parts.status === 304;
    // Without a length and a coding only the connection's end ends a body.
    const kind = bodiless ? 'none' : parts.body.fields.length === 0 ? 'close' : parts.body.kind;
    const [value, close, stay] = parts.connection;
    const fields: Field[] = [...parts.body.fields, ...parts.plain];
    if (value !== null) fields.push([parts.connectionName, trimmed(value)]);
    const head = lines(fields, parts.order, parts.spaces);
    const keep = kind !== 'close' && !close && (parts.minor === 1 || stay);
    return {
      method: parts.method,
      last: !keep,
      bytes: `${parts.interims.map((each) => each.bytes).join('')}HTTP/1.${parts.minor} ${parts.status}${
        parts.reason === null ? '' : ` ${parts.reason}`
      }\r\n${head.sent}\r\n${bodiless ? '' : parts.body.bytes}`,
      events: [
        ...parts.interims.flatMap((each) => each.events),
        `${parts.status} [${parts.reason ?? ''}] 1.${parts.minor} ${kind} ${keep ? 'keep' : 'close'}`,
        ...head.events,
        ...(bodiless ? ['end'] : parts.body.events),
      ],
    };
  });

/** Messages one after the other on one connection; the first that closes it is the last. */
function stream(one: fc.Arbitrary<One>): fc.Arbitrary<Generated> {
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((all) => {
    const last = all.findIndex((each) => each.last);
    const sent = last < 0 ? all : all.slice(0, last + 1);
    return {
      bytes: sent.map((each) => each.bytes).join(''),
      events: sent.flatMap((each) => each.events),
      methods: sent.map((each) => each.method),
    };
  });
}

/** Pipelined requests with methods of every kind. */
export const requests = stream(request(false));
/** Pipelined requests with methods that Node's parser knows. */
export const knownRequests = stream(request(true));
export const responses = stream(response);
