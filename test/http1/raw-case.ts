/** What a row of the tables of raw bytes is, and the words in which the rows are written. */
import type { HeadLimits } from '../../src/http1/limits.ts';

export interface RawCase {
  readonly name: string;
  /** Latin1 text, one character a byte. */
  readonly bytes: string;
  /** The section it rests on; RFC 9112 unless said otherwise. */
  readonly rfc: string;
  readonly events: readonly string[];
  readonly limits?: HeadLimits;
}

export interface RawResponse extends RawCase {
  /** The methods of the requests they answer; GET when not said. */
  readonly methods?: readonly string[];
}

/** A request with these further lines behind Host, and nothing behind its head. */
export const get = (lines: string): string => `GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n`;
export const post = (lines: string, body: string): string => `POST / HTTP/1.1\r\nHost: h\r\n${lines}\r\n${body}`;
export const chunked = (body: string): string => post('Transfer-Encoding: chunked\r\n', body);
export const ok = (lines: string, body = ''): string => `HTTP/1.1 200 OK\r\n${lines}\r\n${body}`;
export const refused = (problem: string): string[] => [`400 ${problem}`];
export const X = (count: number): string => 'x'.repeat(count);

/** What is told of `get('')`, and of the head of `chunked('')`. */
export const PLAIN = ['GET / 1.1 host=h none keep', 'Host: h'];
export const CHUNKED = ['POST / 1.1 host=h chunked keep', 'Host: h', 'Transfer-Encoding: chunked'];
