/**
 * Runs the codec over bytes in pieces and writes down what it tells, as lines of text that tables can hold and that can
 * be compared whole. Body bytes are joined: how they are cut is not part of a message.
 *
 * Each piece stands in a buffer of its own behind some junk, and is wiped after it was read: whoever reads outside of
 * the piece, or keeps a borrowed one, is found out.
 */
import { DEFAULT_HEAD_LIMITS, type HeadLimits } from '../../src/http1/limits.ts';
import type { MessageParser } from '../../src/http1/message-parser.ts';
import { type HttpProblem, PROBLEMS } from '../../src/http1/problem.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestParser } from '../../src/http1/request-parser.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseParser } from '../../src/http1/response-parser.ts';

export interface Recording {
  /** One line a head, field, body, trailer, end or problem. */
  readonly events: string[];
  /** How many of the events came before the stream's end was told. */
  readonly beforeEnd: number;
  /** The most that was held of a partial section. */
  readonly heldMax: number;
  /** Where each complete message ended, in bytes from the stream's start. */
  readonly ends: number[];
}

const JUNK = 3;

class Recorder {
  readonly events: string[] = [];
  body = '';
  offset = 0;
  ended = false;

  add(line: string): void {
    if (this.body !== '') this.events.push(`body ${this.body}`);
    this.body = '';
    this.events.push(line);
  }

  head(line: string, head: { count: number; name(i: number): string; value(i: number): string }, field: string): void {
    this.add(line);
    for (let i = 0; i < head.count; i++) this.add(`${field}${head.name(i)}: ${head.value(i)}`);
  }

  /** The part of a sink that requests and answers share. */
  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start) this.add('an empty piece of body');
    this.body += Buffer.from(chunk.subarray(start, end)).toString('latin1');
  }

  onMessageEnd(trailers: Parameters<Recorder['head']>[1] | null): void {
    for (let i = 0; i < (trailers?.count ?? 0); i++) this.add(`trailer ${trailers?.name(i)}: ${trailers?.value(i)}`);
    this.add('end');
    this.ended = true;
  }

  onProblem(problem: HttpProblem): void {
    const name = Object.entries(PROBLEMS).find(([, known]) => known === problem)?.[0];
    this.add(`${problem.status} ${name}`);
  }
}

class RequestRecorder extends Recorder {
  onRequest(head: RequestHead): void {
    const body = head.body === 'length' ? `length=${head.contentLength}` : head.body;
    const path = head.path === head.target ? '' : ` path=${head.path}`;
    const line = `${head.method} ${head.target} 1.${head.minor}${path} host=${head.host} ${body}`;
    this.head(`${line} ${head.keepAlive ? 'keep' : 'close'}`, head, '');
  }
}

class ResponseRecorder extends Recorder {
  onResponse(head: ResponseHead): void {
    const body = head.body === 'length' ? `length=${head.contentLength}` : head.body;
    this.head(`${head.status} [${head.reason}] 1.${head.minor} ${body} ${head.keepAlive ? 'keep' : 'close'}`, head, '');
  }

  onInterim(head: ResponseHead): void {
    this.head(`interim ${head.status} [${head.reason}] 1.${head.minor}`, head, '');
  }
}

/** What a server's codec tells of these pieces. */
export function readRequests(pieces: readonly Uint8Array[], limits: HeadLimits = DEFAULT_HEAD_LIMITS): Recording {
  const recorder = new RequestRecorder();
  return drive(recorder, new RequestParser(recorder, new RequestHead(limits)), pieces, () => {});
}

/** What a client's codec tells of these pieces when its requests had these methods (GET when there are more answers). */
export function readResponses(
  pieces: readonly Uint8Array[],
  methods: readonly string[] = [],
  limits: HeadLimits = DEFAULT_HEAD_LIMITS,
): Recording {
  const recorder = new ResponseRecorder();
  const parser = new ResponseParser(recorder, new ResponseHead(limits));
  let answered = 0;
  return drive(recorder, parser, pieces, () => parser.expect(methods[answered++] ?? 'GET'));
}

function drive(recorder: Recorder, parser: MessageParser, pieces: readonly Uint8Array[], next: () => void): Recording {
  const ends: number[] = [];
  let heldMax = 0;
  let offset = 0;
  next();
  for (const piece of pieces) {
    const chunk = new Uint8Array(piece.length + JUNK).fill(0x41);
    chunk.set(piece, JUNK);
    for (let at = JUNK; at < chunk.length; ) {
      const read = parser.feed(chunk, at);
      if (read <= at || read > chunk.length) throw new Error(`feed went from ${at} to ${read} of ${chunk.length}`);
      at = read;
      heldMax = Math.max(heldMax, parser.heldBytes);
      if (recorder.ended) {
        ends.push(offset + at - JUNK);
        recorder.ended = false;
        next();
      } else if (at < chunk.length) throw new Error('feed returned early, and no message had ended');
    }
    chunk.fill(0x5a);
    offset += piece.length;
  }
  const body = recorder.body;
  const beforeEnd = recorder.events.length + (body === '' ? 0 : 1);
  parser.finish();
  if (recorder.ended) ends.push(offset);
  if (recorder.body !== '') {
    recorder.events.push(`body ${recorder.body}`);
    recorder.body = '';
  }
  parser.feed(new Uint8Array([0x47]), 0);
  return { events: recorder.events, beforeEnd, heldMax, ends };
}
