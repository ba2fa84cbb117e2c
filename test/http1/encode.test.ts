import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { chunkHeader, reasonPhrase, simpleResponse } from '../../src/http1/encode.ts';
import { bytesOf } from './pieces.ts';
import { readResponses } from './record.ts';

test('every phrase that Node knows has one here', () => {
  for (const code of Object.keys(STATUS_CODES).map(Number)) {
    // 418 is not registered (RFC 9110, 15.5.19), 509 and 510 are not or no more.
    if (![418, 509, 510].includes(code)) expect(reasonPhrase(code), String(code)).not.toBe('');
  }
  expect([reasonPhrase(200), reasonPhrase(503), reasonPhrase(599)]).toEqual(['OK', 'Service Unavailable', '']);
});

test('chunk headers', () => {
  expect([0, 9, 10, 255, 65536].map(chunkHeader)).toEqual(['0\r\n', '9\r\n', 'a\r\n', 'ff\r\n', '10000\r\n']);
});

test('an answer comes back as it was meant', () => {
  const text = simpleResponse({ status: 503, contentType: 'text/plain', body: 'no\n', keepAlive: true });
  expect(readResponses([bytesOf(text)]).events).toEqual([
    '503 [Service Unavailable] 1.1 length=3 keep',
    'Content-Type: text/plain',
    'Content-Length: 3',
    'body no\n',
    'end',
  ]);
  expect(text.endsWith('\r\n\r\nno\n')).toBe(true);
});

test('an answer that closes, with more fields, a status nobody knows and bytes above ASCII', () => {
  const extra = 'Retry-After: 1\r\nX: y\r\n';
  const text = simpleResponse({ status: 599, contentType: 'text/plain', body: '\xe9', keepAlive: false, extra });
  expect(readResponses([bytesOf(text)]).events).toEqual([
    '599 [] 1.1 length=1 close',
    'Content-Type: text/plain',
    'Content-Length: 1',
    'Retry-After: 1',
    'X: y',
    'Connection: close',
    'body \xe9',
    'end',
  ]);
});
