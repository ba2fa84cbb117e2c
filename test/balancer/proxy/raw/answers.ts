/** The answers that a row of the codec's table tells of, and the form in which the balancer must hand them on. */
import { reasonPhrase } from '../../../../src/http1/encode.ts';
import type { FieldLine, StrictMessage } from '../strict-reader.ts';
import { endToEnd, type RowMessage, readRow } from './row.ts';

export interface FinalAnswer {
  readonly start: string;
  readonly status: number;
  readonly framing: string;
  readonly keep: boolean;
  readonly message: RowMessage;
}

export interface AnswerOfRow {
  /** As every client of HTTP/1.1 must get them. */
  readonly interims: readonly StrictMessage[];
  /** Null when no head of a final answer was accepted. */
  readonly final: FinalAnswer | null;
  readonly refused: boolean;
}

const INTERIM = /^interim (\d{3}) \[(.*)\] 1\.1$/s;
const FINAL = /^(\d{3}) \[(.*)\] 1\.[01] (\S+) (keep|close)$/s;

export function answersOf(events: readonly string[]): AnswerOfRow[] {
  const { messages, refusal } = readRow(events);
  const answers: AnswerOfRow[] = [];
  let interims: StrictMessage[] = [];
  for (const message of messages) {
    const interim = interimOf(message);
    if (interim !== null) {
      interims.push(interim);
      continue;
    }
    answers.push({ interims, final: finalOf(message), refused: !message.complete });
    interims = [];
  }
  const open = answers.at(-1)?.refused === true;
  if ((refusal !== null && !open) || interims.length > 0) answers.push({ interims, final: null, refused: true });
  return answers;
}

function interimOf({ head, fields }: RowMessage): StrictMessage | null {
  const parts = INTERIM.exec(head);
  if (parts === null) return null;
  const status = Number(parts[1]);
  return {
    start: startLine(status, parts[2] ?? ''),
    status,
    fields: endToEnd(fields, 'content-length'),
    body: '',
    trailers: [],
    whole: true,
    untilClose: false,
  };
}

function finalOf(message: RowMessage): FinalAnswer {
  const parts = FINAL.exec(message.head);
  if (parts === null) throw new Error(`not an answer's line: ${message.head}`);
  const [, digits, reason = '', framing = '', stays] = parts;
  const status = Number(digits);
  return { start: startLine(status, reason), status, framing, keep: stays === 'keep', message };
}

function startLine(status: number, reason: string): string {
  return `HTTP/1.1 ${status} ${reason === '' ? reasonPhrase(status) : reason}`;
}

/** The answer as a client of HTTP/1.`minor` gets it: in chunks where the length is not known, or until the end. */
export function asDelivered({ start, status, framing, message }: FinalAnswer, minor: 0 | 1): StrictMessage {
  const unsized = framing === 'chunked' || framing === 'close';
  const chunked = unsized && minor === 1;
  const added: FieldLine[] = [];
  if (chunked) added.push(['Transfer-Encoding', 'chunked']);
  if (minor === 0) added.push(['Connection', 'close']);
  return {
    start,
    status,
    fields: [...endToEnd(message.fields, ...(status === 204 ? ['content-length'] : [])), ...added],
    body: message.body,
    trailers: chunked ? message.trailers : [],
    whole: true,
    untilClose: unsized && minor === 0,
  };
}
