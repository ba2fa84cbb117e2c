/**
 * What answers and requests are made of: texts that depend on the request's id alone, so that one that is swapped, cut or
 * doubled shows, whoever looks at it.
 */
import { fnv1a32, mix32 } from '../../kernel/hash.ts';

export const ID_FIELD = 'x-lbsim-id';
export const BACKEND_FIELD = 'x-lbsim-backend';

const PAGE_SIZE = 16384;
const SIZE_MIN = 64;
const SIZE_SPREAD = 960;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Text without a pattern that a cut or a shift could hide in. */
const PAGE = Array.from({ length: PAGE_SIZE }, (_, i) => ALPHABET[mix32(fnv1a32('lbsim') + i) % ALPHABET.length]).join(
  '',
);

/** The body that answers request `id`: 64 to about 1,024 bytes of ASCII. */
export function bodyOf(id: number): string {
  const hash = mix32(id + 1);
  const size = SIZE_MIN + (hash % SIZE_SPREAD);
  const offset = (hash >>> 10) % (PAGE_SIZE - SIZE_MIN - SIZE_SPREAD);
  return `${id}\n${PAGE.slice(offset, offset + size)}`;
}

/** Whether `text` is what stands at byte `at` of `body`, were that repeated without end. */
export function standsIn(body: string, at: number, text: string): boolean {
  for (let done = 0; done < text.length; ) {
    const from = (at + done) % body.length;
    const part = body.slice(from, from + text.length - done);
    if (!text.startsWith(part, done)) return false;
    done += part.length;
  }
  return true;
}

/** Twice, so that any stretch of up to a page can be cut out of it. */
const PAGES = PAGE + PAGE;

/** The most bytes of a request's body that are made at a time. */
export const BODY_PIECE = PAGE_SIZE;

/** Bytes [from, to) of the body of request `id`, at most `BODY_PIECE` of them: part of an endless text of its own. */
export function requestBody(id: number, from: number, to: number): string {
  const start = (mix32(~id) + from) % PAGE_SIZE;
  return PAGES.slice(start, start + to - from);
}

/** Every so many answers, and requests with a body, come chunked: both framings are on every run's way. */
const CHUNKED_EVERY = 8;

export function isChunked(id: number): boolean {
  return id % CHUNKED_EVERY === CHUNKED_EVERY - 1;
}

/** The id of a request as a backend sees it; -1 when it carries none. It stands in the target, too, for subjects that drop fields. */
export function idOf(field: string | null, target: string): number {
  const text = field ?? /\/(\d+)\?id=\1$/.exec(target)?.[1] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}
