/** A body of any size that its reader can check: the answer's own text again and again. */
import { type Answer, withBody } from './answer.ts';
import { repeatedBody } from './body.ts';

/** Says how long the repeated body is: framing may change on the way, this does not. */
export const SIZE_FIELD = 'x-lbsim-size';

/** The same answer with its payload repeated up to `size` bytes, framed by its length. */
export function withHugeBody(answer: Answer, size: number): Answer {
  if (answer.payload === '') return answer;
  const head = answer.head.replace(/^(?:content-length|transfer-encoding|x-lbsim-size):.*\r\n/gim, '');
  return withBody(
    answer,
    `${head}Content-Length: ${size}\r\nX-Lbsim-Size: ${size}\r\n`,
    repeatedBody(answer.payload, size),
  );
}
