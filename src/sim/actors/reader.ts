/** Asks the subject for one page, of what it tells (metrics, health) or of its admin API. */

import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser } from '../../http1/response-parser.ts';
import { latin1 } from '../../kernel/bytes.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import type { Connection, Endpoint, Network } from '../../kernel/network.ts';
import { formatAddress } from './address.ts';

export interface Reading {
  /** 0 when no whole answer came; `body` then says why. */
  readonly status: number;
  readonly body: string;
}

/** A page is not read beyond this. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** What is asked for. */
export interface PageRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** JSON; empty: none. */
  readonly body: string;
  /** The bearer token; empty: none is shown. */
  readonly token: string;
}

/** How the lab reaches its subject. */
export interface Reach {
  readonly clock: Clock;
  readonly network: Network;
  readonly subject: Endpoint;
  /** An answer takes no longer. */
  readonly timeout: Micros;
}

/** GETs `path` once and calls back once. */
export function readPage(reach: Reach, path: string, onRead: (reading: Reading) => void): void {
  askPage(reach, { method: 'GET', path, body: '', token: '' }, onRead);
}

/** Asks once and calls back once. */
export function askPage(
  { clock, network, subject, timeout }: Reach,
  request: PageRequest,
  onRead: (reading: Reading) => void,
): void {
  let body = '';
  let status = 0;
  let done = false;
  const finish = (reading: Reading): void => {
    if (done) return;
    done = true;
    timer.cancel();
    connection.close();
    onRead(reading);
  };
  const fail = (why: string): void => finish({ status: 0, body: why });
  const parser = new ResponseParser(
    {
      onInterim() {},
      onResponse(head) {
        status = head.status;
      },
      onBody(chunk, start, end) {
        body += latin1(chunk, start, end);
        if (body.length > BODY_BYTES_MAX) fail('the page is too large');
      },
      onMessageEnd: () => finish({ status, body }),
      onProblem: (problem) => fail(problem.reason),
    },
    new ResponseHead(DEFAULT_HEAD_LIMITS),
  );
  const connection: Connection = network.connect(subject, {
    onOpen() {
      connection.write(requestText(request, formatAddress(subject)));
    },
    onData(chunk) {
      if (!done) parser.feed(chunk, 0);
    },
    onEnd() {
      if (!done) parser.finish();
      fail('the connection was closed without an answer');
    },
    onDrain() {},
    onClose: (error) => fail(error?.detail ?? 'the connection was closed'),
  });
  const timer = clock.after(timeout, () => fail('no answer in time'));
}

function requestText({ method, path, body, token }: PageRequest, host: string): string {
  const authorization = token === '' ? '' : `Authorization: Bearer ${token}\r\n`;
  const framing = method === 'GET' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}${framing}Connection: close\r\n\r\n${body}`;
}
