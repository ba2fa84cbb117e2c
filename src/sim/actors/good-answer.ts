/** What a fake backend answers when all is well: stamped, and with a body that its reader can check. */
import { chunkHeader, reasonPhrase } from '../../http1/encode.ts';
import { bodyOf, isChunked } from './payload.ts';
import type { PendingAnswer } from './pending-answer.ts';

export interface AnswerText {
  /** Status line and fields, each with its CR LF. */
  readonly head: string;
  /** As framed; empty for a HEAD. */
  readonly body: string;
  /** The same unframed. */
  readonly payload: string;
}

/** The answer of backend `name` to whatever it was asked. */
export function goodAnswerText(
  { kind, id, status, isHead }: PendingAnswer,
  name: string,
  keepAlive: boolean,
): AnswerText {
  if (kind === 'request') return requestAnswer(name, id, status, keepAlive, isHead);
  if (kind === 'probe') return plainAnswer(status, status < 300 ? 'OK\n' : 'not OK\n', keepAlive, isHead);
  return plainAnswer(status, 'This backend knows only requests of the lab.\n', keepAlive, isHead);
}

function requestAnswer(name: string, id: number, status: number, keepAlive: boolean, isHead: boolean): AnswerText {
  const body = bodyOf(id);
  const chunked = isChunked(id);
  const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const head = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\nContent-Type: text/plain\r\nX-Lbsim-Id: ${id}\r\nX-Lbsim-Backend: ${name}\r\n${framing}\r\n${closing(keepAlive)}`;
  return { head, body: isHead ? '' : chunked ? chunkedBody(body) : body, payload: isHead ? '' : body };
}

function plainAnswer(status: number, body: string, keepAlive: boolean, isHead: boolean): AnswerText {
  const head = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${closing(keepAlive)}`;
  return { head, body: isHead ? '' : body, payload: isHead ? '' : body };
}

function closing(keepAlive: boolean): string {
  return keepAlive ? '' : 'Connection: close\r\n';
}

/** The body in two chunks. */
function chunkedBody(body: string): string {
  const half = body.length >> 1;
  return `${chunkHeader(half)}${body.slice(0, half)}\r\n${chunkHeader(body.length - half)}${body.slice(half)}\r\n${chunkHeader(0)}\r\n`;
}
