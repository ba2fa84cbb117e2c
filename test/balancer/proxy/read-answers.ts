/** Reads a client's bytes as answers, with none of the project's own codec: for tests that must not share its errors. */

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Nothing of it is missing, as far as its framing tells. */
  readonly whole: boolean;
  /** Its end is the end of the connection. */
  readonly untilClose: boolean;
}

/** `methods`: of the requests in their order. Interim answers are left out. Throws for bytes that are no answer. */
export function readAnswers(text: string, methods: readonly string[]): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n') + 4;
    if (headEnd < 4) {
      if (!'HTTP/1.1 '.startsWith(rest.slice(0, 9)) && !rest.startsWith('HTTP/1.1 '))
        throw new Error(`no answer: ${rest}`);
      break;
    }
    const head = rest.slice(0, headEnd);
    rest = rest.slice(headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (Number.isNaN(status)) throw new Error(`no status line: ${head}`);
    if (status < 200) continue;
    const { body, used, whole, untilClose } = readBody(head, rest, status, methods[answers.length] ?? '');
    rest = rest.slice(used);
    answers.push({ status, head, body, whole, untilClose });
    if (!whole && rest !== '') throw new Error(`bytes behind a broken body: ${rest}`);
  }
  return answers;
}

function readBody(head: string, rest: string, status: number, method: string) {
  if (method === 'HEAD' || status === 204 || status === 304)
    return { body: '', used: 0, whole: true, untilClose: false };
  const length = /^content-length: (\d+)\r$/im.exec(head)?.[1];
  if (length !== undefined) {
    const body = rest.slice(0, Number(length));
    return { body, used: body.length, whole: body.length === Number(length), untilClose: false };
  }
  if (/^transfer-encoding: chunked\r$/im.test(head)) return { ...readChunks(rest), untilClose: false };
  return { body: rest, used: rest.length, whole: true, untilClose: true };
}

function readChunks(rest: string): { body: string; used: number; whole: boolean } {
  let body = '';
  let at = 0;
  for (;;) {
    const line = /^([0-9a-f]+)\r\n/.exec(rest.slice(at));
    if (line === null) {
      if (!/^[0-9a-f]*\r?$/.test(rest.slice(at))) throw new Error(`no chunk: ${rest.slice(at)}`);
      return { body, used: rest.length, whole: false };
    }
    at += line[0].length;
    const size = Number.parseInt(line[1] ?? '', 16);
    if (size === 0) {
      const whole = rest.startsWith('\r\n', at);
      return { body, used: whole ? at + 2 : rest.length, whole };
    }
    body += rest.slice(at, at + size);
    if (rest.length < at + size + 2) return { body, used: rest.length, whole: false };
    at += size + 2;
  }
}
