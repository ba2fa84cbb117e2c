/** A request that the balancer answers itself: gathers its body, then asks for the answer. */
import { FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { latin1 } from '../../kernel/bytes.ts';
import type { Admin } from '../core/admin.ts';
import { ADMIN_PREFIX, failed, type LocalAnswer, type LocalRequest, plain } from '../core/local-page.ts';

/** More than any page wants. */
const BODY_BYTES_MAX = 65_536;

export const TOO_LARGE: LocalAnswer = failed(413, `Send at most ${BODY_BYTES_MAX} bytes: no page here wants more.`);

/** As the last recipient of a request that may go no further (RFC 9110, 7.6.2). TRACE would show what others wrote into it. */
export function lastRecipient({ method }: RequestHead): LocalAnswer {
  return method === 'TRACE' ? plain(501, 'TRACE is not offered here.\n') : plain(200, '');
}

export class PendingLocalRequest implements LocalRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly trusted: boolean;
  body = '';
  readonly #fixed: LocalAnswer | null;

  /** `fixed`: the answer, where that is known before the request is whole. */
  constructor(head: RequestHead, trusted: boolean, fixed: LocalAnswer | null = null) {
    this.#fixed = fixed;
    this.method = head.method;
    this.path = head.path;
    this.trusted = trusted;
    let authorization = '';
    for (let i = 0; i < head.count; i++) {
      if (head.id(i) !== FieldId.Authorization) continue;
      // Two are one too many: nobody knows which one another server would have believed.
      authorization = authorization === '' ? head.value(i) : ' ';
    }
    this.authorization = authorization;
  }

  /** Returns false when the body is too large. Where no page wants one it is read over. */
  add(chunk: Uint8Array, start: number, end: number): boolean {
    if (!this.trusted || !this.path.startsWith(ADMIN_PREFIX)) return true;
    if (this.body.length + end - start > BODY_BYTES_MAX) return false;
    this.body += latin1(chunk, start, end);
    return true;
  }

  /** `done` may be called at once or later. */
  send(admin: Admin, done: (answer: LocalAnswer) => void): void {
    if (this.#fixed !== null) done(this.#fixed);
    else admin.answer(this, done);
  }
}
