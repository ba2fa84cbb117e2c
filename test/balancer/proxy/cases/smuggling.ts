/** What two readers could read differently is refused before any backend hears of it. */
import { DATE, get, message, ok, seenGet } from '../messages.ts';
import { answers, backend, closed, type ProxyCase } from './case.ts';

const SMUGGLED = get('/smuggled');

/** Refused with 400 (or `status`), the connection closed, and what stands behind not read. */
function refused(name: string, rfc: string, bytes: string, status = 400): ProxyCase {
  const answer = new RegExp(
    `^HTTP/1\\.1 ${status} [^\\r]*\\r\\nContent-Type: text/plain; charset=utf-8\\r\\nContent-Length: \\d+\\r\\n${DATE}\\r\\nConnection: close\\r\\n\\r\\n[^\\n]+\\n$`,
  );
  return { name, rfc, clients: closed(bytes + SMUGGLED, answer), selects: [0] };
}

const post = (fields: string, body: string) => `POST / HTTP/1.1\r\nHost: h\r\n${fields}\r\n${body}`;

export const SMUGGLING: readonly ProxyCase[] = [
  refused('both framings', '6.1', post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')),
  refused(
    'both framings the other way round',
    '6.1',
    post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
  ),
  refused('two lengths', '6.3', post('Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde')),
  refused('the same length twice', '6.3', post('Content-Length: 4\r\nContent-Length: 4\r\n', 'abcd')),
  refused('a list of lengths', '6.3', post('Content-Length: 4, 4\r\n', 'abcd')),
  refused('a signed length', '6.3', post('Content-Length: +4\r\n', 'abcd')),
  refused('a length in hex', '6.3', post('Content-Length: 0x4\r\n', 'abcd')),
  refused('white space before a colon', '5.1', post('Content-Length : 4\r\n', 'abcd')),
  refused('a folded field', '5.2', post('X: a\r\n Content-Length: 4\r\n', 'abcd')),
  refused('a bare line feed', '2.2', 'GET / HTTP/1.1\nHost: h\n\n'),
  refused('a bare carriage return', '2.2', post('X: a\rContent-Length: 4\r\n', 'abcd')),
  refused('a NUL in a value', 'RFC 9110, 5.5', post('X: a\0b\r\n', '')),
  refused('a coding that only ends in chunked', '6.1', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')),
  refused('a coding with a tab behind', '6.1', post('Transfer-Encoding: chunked\t\r\n', '0\r\n\r\n')),
  refused('chunked twice', '6.1', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')),
  refused('chunked is not the last coding', '6.3', post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n')),
  refused('an unknown coding', '6.1', post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'), 501),
  refused('a coding in HTTP/1.0', '6.1', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
  refused('two Hosts', '3.2', get('/', 'Host: g')),
  refused('no Host', '3.2', message(['GET / HTTP/1.1'])),
  refused('a Host that is none', '3.2', message(['GET / HTTP/1.1', 'Host: a b'])),
  refused('a space in the target', '3.2', 'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n'),
  refused('CONNECT', 'RFC 9110, 9.3.6', message(['CONNECT h:80 HTTP/1.1', 'Host: h']), 501),
  refused('HTTP/2 without leave', 'RFC 9110, 15.6.6', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505),
  refused('a head beyond its limit', 'RFC 6585, 5', get('/', `X: ${'x'.repeat(33_000)}`), 431),
  refused('a target beyond its limit', '3', get(`/${'x'.repeat(9000)}`), 414),
  {
    ...refused('a chunk size that is none', '7.1', post('Transfer-Encoding: chunked\r\n', 'zz\r\nab\r\n')),
    backends: backend([]),
    sees: [[]],
    selects: [1],
    virtualOnly: true,
  },
  {
    name: 'what stands behind a good request may still be refused',
    rfc: '2.2',
    clients: closed(
      `${get('/1')}GET / HTTP/1.1\nHost: h\n\n${SMUGGLED}`,
      /^HTTP\/1\.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP\/1\.1 400 [\s\S]*Connection: close\r\n\r\n[^\n]+\n$/,
    ),
    backends: backend(answers(ok('1'))),
    sees: [[seenGet('/1')]],
  },
];
