/** A body of any size that its reader can check: the answer's own text again and again. */
import { type Answer, withBody } from './answer.ts';
import { repeatedBody } from './body.ts';

/** Says how long the repeated body is: framing may change on the way, this does not. */
export const SIZE_FIELD = 'x-lbsim-size';

/** The same answer with its body repeated up to `size` bytes, framed by its length. */
export function withHugeBody(answer: Answer, size: number): Answer {
  const seed = unchunked(answer);
  if (seed === '') return answer;
  const head = answer.head.replace(/^(?:content-length|transfer-encoding|x-lbsim-size):.*\r\n/gim, '');
  return withBody(answer, `${head}Content-Length: ${size}\r\nX-Lbsim-Size: ${size}\r\n`, repeatedBody(seed, size));
}

/** The text that is framed. */
function unchunked({ head, body }: Answer): string {
  const framed = body.slice(0, body.size);
  if (!/^transfer-encoding:/im.test(head)) return framed;
  let text = '';
  for (let at = 0; ; ) {
    const end = framed.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(framed.slice(at, end), 16);
    if (!(size > 0)) return text;
    text += framed.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
