/**
 * Requests that no server may take (RFC 9112), as bytes. Where there is room for it they carry the lab's id: a balancer that
 * passes one on is seen by its backend.
 */
import type { BadRequestName } from '../scenario/load-spec.ts';

interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly bytes: number;
  head(id: number): string;
}

type Bytes = (line: string, fields: string, id: string) => string;

/** `line`: a good request line up to its version; `fields`: Host and id; both without a line's end. */
const TABLE: Readonly<Record<BadRequestName, Bytes>> = {
  'not-http': () => 'SSH-2.0-OpenSSH_9.6\r\n\r\n',
  // The start of a TLS handshake, sent to a port that speaks none.
  'tls-hello': () => '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n',
  'bare-line-feeds': (line, fields) => `${line} HTTP/1.1\n${fields.replaceAll('\r\n', '\n')}\n\n`,
  'space-in-target': (line, fields) => `${line} x HTTP/1.1\r\n${fields}\r\n\r\n`,
  'http-2': (line, fields) => `${line} HTTP/2.0\r\n${fields}\r\n\r\n`,
  'no-host': (line, _, id) => `${line} HTTP/1.1\r\n${id}\r\n\r\n`,
  'two-hosts': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\nHost: elsewhere\r\n\r\n`,
  'space-before-colon': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\nX-Odd : 1\r\n\r\n`,
  'folded-field': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\nX-Odd: 1\r\n 2\r\n\r\n`,
  'null-byte': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\nX-Odd: 1\x002\r\n\r\n`,
  'conflicting-lengths': (line, fields) =>
    `${post(line)} HTTP/1.1\r\n${fields}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
  'negative-length': (line, fields) => `${post(line)} HTTP/1.1\r\n${fields}\r\nContent-Length: -1\r\n\r\n`,
  'length-and-chunked': (line, fields) =>
    `${post(line)} HTTP/1.1\r\n${fields}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunked-not-last': (line, fields) =>
    `${post(line)} HTTP/1.1\r\n${fields}\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
  'bad-chunk-size': (line, fields) =>
    `${post(line)} HTTP/1.1\r\n${fields}\r\nTransfer-Encoding: chunked\r\n\r\n5;\r\nabcde\r\nxyz\r\n\r\n`,
  'long-target': (line, fields) => `${line}&x=${'x'.repeat(70_000)} HTTP/1.1\r\n${fields}\r\n\r\n`,
  'huge-head': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\n${'X-Odd: 0123456789\r\n'.repeat(5_000)}\r\n`,
  // These two end with the client's side of the connection.
  'cut-head': (line, fields) => `${line} HTTP/1.1\r\n${fields}\r\nX-Od`,
  'cut-body': (line, fields) => `${post(line)} HTTP/1.1\r\n${fields}\r\nContent-Length: 100\r\n\r\nhalf`,
};

/** `address`: the subject's. */
export function badRequest(name: BadRequestName, address: string): BadRequest {
  const bytes = TABLE[name];
  return {
    name: `BAD ${name}`,
    method: 'GET',
    bytes: 0,
    head: (id) => bytes(`GET /r/${id}?id=${id}`, `Host: ${address}\r\nX-Lbsim-Id: ${id}`, `X-Lbsim-Id: ${id}`),
  };
}

function post(line: string): string {
  return line.replace('GET', 'POST');
}
