/**
 * A chunked body may be cut into chunks anew at every hop, and own answers tell the time: texts are compared with the chunks'
 * borders taken out, and dates all the same.
 */
import { DATE } from './messages.ts';

const CODING = /^transfer-encoding: chunked\r\n/im;

/** The text with every chunked body as its plain data, a mark where the last chunk stood, and its trailers. */
export function normalForm(text: string): string {
  return chunksTakenOut(oneMoment(text));
}

/** The text with all dates the same. */
export function oneMoment(text: string): string {
  return text.replace(DATES, DATE);
}

const DATES = /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT(?=\r\n)/gm;

function chunksTakenOut(text: string): string {
  const coding = CODING.exec(text);
  const headEnd = coding === null ? -1 : text.indexOf('\r\n\r\n', coding.index) + 4;
  if (headEnd < 4) return text;
  let normal = text.slice(0, headEnd);
  let at = headEnd;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return normal;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (size === 0) return `${normal}<last chunk>${chunksTakenOut(text.slice(lineEnd + 2))}`;
    normal += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}

/** The end of a text that looks the same however its chunks are cut. */
export function stableTail(text: string): string {
  return text.endsWith('\r\n0\r\n\r\n') ? '0\r\n\r\n' : text.slice(-10);
}
