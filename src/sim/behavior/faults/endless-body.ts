/** Chunk follows chunk, and the body never ends: a stream that somebody took for an answer. */
import { type Answer, withBody, withoutEnd } from '../answer/answer.ts';
import { textBody } from '../answer/body.ts';
import { defineFault } from '../fault.ts';

/** 128 bytes of body. */
const CHUNK = `80\r\n${'endless '.repeat(16)}\r\n`;

export const endlessBody = defineFault({
  kind: 'endless_body',
  level: 'answer',
  by: 'backend',
  about: 'The body of an answer never ends.',
  options: {},
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: () => 'answers without end',
  plainWords: 'answers without end',
  endWords: 'ends its answers again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape: (answer) => withoutEnd(chunked(answer), 'body', CHUNK),
});

/** Its framing allows for any length. */
function chunked(answer: Answer): Answer {
  const head = answer.head.replace(/^(?:content-length|transfer-encoding):.*\r\n/gim, '');
  return withBody(answer, `${head}Transfer-Encoding: chunked\r\n`, textBody(''));
}
