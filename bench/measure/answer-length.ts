/** Where an HTTP/1.1 answer to a GET ends, for a client that has better things to do than to parse. */

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * The length of the whole answer that `bytes` begins with, or null while that can't be told yet. Knows Content-Length and
 * chunked bodies without trailers, and takes an answer with neither for one without a body.
 */
export function answerLength(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString('latin1', 0, headEnd);
  const bodyStart = headEnd + HEAD_END.length;
  if (/^transfer-encoding: *chunked/im.test(head)) {
    // An empty body is the last chunk alone, right behind the head.
    const end = bytes.indexOf(LAST_CHUNK, bodyStart - 2);
    return end < 0 ? null : end + LAST_CHUNK.length;
  }
  return bodyStart + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}

/** Whether the answer begins as one of success does. */
export function isSuccess(bytes: Buffer): boolean {
  // "HTTP/1.1 2"
  return bytes[9] === 0x32;
}
