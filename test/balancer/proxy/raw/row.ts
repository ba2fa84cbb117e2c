/** A row of the codec's tables, read as messages: what the balancer must make of its bytes follows from that. */
import type { FieldLine } from '../strict-reader.ts';

export interface RowMessage {
  /** `GET / 1.1 host=h none keep` or `200 [OK] 1.1 none keep`. */
  readonly head: string;
  readonly fields: readonly FieldLine[];
  readonly body: string;
  readonly trailers: readonly FieldLine[];
  /** Its end was seen. */
  readonly complete: boolean;
}

export interface Row {
  readonly messages: readonly RowMessage[];
  /** How the stream is refused: status and problem; null when it is not. */
  readonly refusal: { readonly status: number; readonly problem: string } | null;
}

const REFUSAL = /^(\d{3}) (\w+)$/;

export function readRow(events: readonly string[]): Row {
  const messages: RowMessage[] = [];
  let current: { head: string; fields: FieldLine[]; body: string; trailers: FieldLine[] } | null = null;
  let refusal: Row['refusal'] = null;
  for (const event of events) {
    const refused = REFUSAL.exec(event);
    if (refused !== null) refusal = { status: Number(refused[1]), problem: refused[2] ?? '' };
    else if (current === null) current = { head: event, fields: [], body: '', trailers: [] };
    else if (event === 'end') {
      messages.push({ ...current, complete: true });
      current = null;
    } else if (event.startsWith('body ')) current.body = event.slice(5);
    else if (event.startsWith('trailer ')) current.trailers.push(fieldOf(event.slice(8)));
    else if (current.head.startsWith('interim ') && !/^[^ ]*:/.test(event)) {
      messages.push({ ...current, complete: true });
      current = { head: event, fields: [], body: '', trailers: [] };
    } else current.fields.push(fieldOf(event));
  }
  if (current !== null) messages.push({ ...current, complete: current.head.startsWith('interim ') });
  return { messages, refusal };
}

function fieldOf(event: string): FieldLine {
  const colon = event.indexOf(': ');
  return [event.slice(0, colon), event.slice(colon + 2)];
}

/** RFC 9110, 7.6.1, and what frames one hop. */
const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** The fields that go on to the next hop. */
export function endToEnd(fields: readonly FieldLine[], ...also: readonly string[]): FieldLine[] {
  const nominated = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((option) => option.trim());
  const dropped = new Set([...HOP, ...nominated, ...also]);
  // What frames or routes the message is not the sender's to take away.
  for (const name of ['content-length', 'host']) if (!also.includes(name)) dropped.delete(name);
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}
