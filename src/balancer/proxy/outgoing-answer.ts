/** An answer on its way to the client: framed for what the client speaks, whatever the backend's framing was. */
import type { Fields } from '../../http1/fields.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { copyTrailers } from './copy-fields.ts';
import { type Delivery, deliveryOf, downstreamHead, interimHead, switchHead } from './heads.ts';
import type { Outbox } from './outbox.ts';

export class OutgoingAnswer {
  /** The status that was passed on; 0 before. */
  status = 0;
  /** Bytes of the body so far, or that came through the tunnel. */
  bodyBytes = 0;
  /** The client's connection stays in step when the answer is whole. */
  keepAlive = true;
  readonly #out: Outbox;
  #clientMinor: 0 | 1 = 1;
  #delivery: Delivery = 'plain';

  constructor(out: Outbox) {
    this.#out = out;
  }

  /** The next one is for this request. */
  begin(request: RequestHead): void {
    this.status = 0;
    this.bodyBytes = 0;
    this.keepAlive = request.keepAlive;
    this.#clientMinor = request.minor;
  }

  interim(head: ResponseHead): void {
    // RFC 9110, 15.2: never to a 1.0 client.
    if (this.#clientMinor === 1) this.#out.addText(interimHead(head));
  }

  /** `mayKeep`: nothing else speaks against keeping the client's connection. `extra`: field lines, each with its CR LF. */
  head(head: ResponseHead, mayKeep: boolean, extra: string): void {
    this.status = head.status;
    this.#delivery = deliveryOf(head, this.#clientMinor);
    this.keepAlive &&= mayKeep && this.#delivery !== 'close';
    this.#out.addText(downstreamHead(head, this.#delivery, this.keepAlive, this.#clientMinor, extra));
  }

  /** Adds a borrowed piece. Returns false when the backlog is over its mark. */
  body(chunk: Uint8Array, start: number, end: number): boolean {
    this.bodyBytes += end - start;
    if (this.#delivery === 'chunked') this.#out.addText(`${(end - start).toString(16)}\r\n`);
    const room = this.#out.addBytes(chunk, start, end);
    if (this.#delivery === 'chunked') this.#out.addText('\r\n');
    return room;
  }

  end(trailers: Fields | null): void {
    if (this.#delivery !== 'chunked') return;
    this.#out.addText(`0\r\n${trailers === null ? '' : copyTrailers(trailers)}\r\n`);
  }

  /** The backend changed protocols. */
  switch(head: ResponseHead, extra: string): void {
    this.status = head.status;
    this.#out.addText(switchHead(head, extra));
  }

  /** What comes through the tunnel goes out at once. Returns false when the backlog is over its mark. */
  tunnel(chunk: Uint8Array, start: number): boolean {
    this.bodyBytes += chunk.length - start;
    const room = this.#out.addBytes(chunk, start, chunk.length);
    return this.#out.flush() && room;
  }
}
