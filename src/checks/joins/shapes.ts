/** What a request was, as its `client.send` row has it: `GET /r 0` is method, path prefix and bytes of body. */
import type { History } from '../../sim/history/history.ts';

export interface RequestShape {
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  /** Sent to be refused. */
  readonly isBad: boolean;
}

/** RFC 9110, 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);
/** Rows that say nothing: plain requests. */
const PLAIN: RequestShape = { method: 'GET', path: '/', bytes: 0, isBad: false };

/** Reads shapes; few different texts stand for many rows. */
export function shapeReader(history: History): (sendRow: number) => RequestShape {
  const shapes = history.texts.map((): RequestShape | null => null);
  return (row) => {
    const text = history.text[row] as number;
    const known = shapes[text];
    if (known !== undefined && known !== null) return known;
    const shape = shapeOf(history.texts[text] ?? '');
    if (known === null) shapes[text] = shape;
    return shape;
  };
}

export function isIdempotent({ method }: RequestShape): boolean {
  return IDEMPOTENT.has(method);
}

function shapeOf(text: string): RequestShape {
  const [method = '', path = '', bytes = '0'] = text.split(' ');
  if (path === '') return PLAIN;
  return { method, path, bytes: Number(bytes) || 0, isBad: method === 'BAD' };
}
