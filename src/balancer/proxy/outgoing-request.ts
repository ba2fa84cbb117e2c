/** A request on its way to a backend: its head as it will be sent, and its body. It may have to be sent more than once. */
import type { Fields } from '../../http1/fields.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { PeerForwarding } from './forwarding.ts';
import { upstreamHead } from './heads.ts';
import { RequestBody } from './request-body.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

export class OutgoingRequest {
  method = '';
  #upgrades = false;
  #head = '';
  /** The client named no host: the backend's address stands in for it. */
  #needsHost = false;
  #headFor = '';
  #body: RequestBody | null = null;

  begin(head: RequestHead): void {
    this.method = head.method;
    this.#upgrades = head.upgrade !== '';
    this.#needsHost = head.host === '';
    this.#body = head.body === 'none' ? null : new RequestBody(head.body === 'chunked');
  }

  /** Writes the head for a backend at `address`; empty: which one is not known yet. */
  write(head: RequestHead, forwarding: PeerForwarding, address: string): void {
    this.#headFor = address;
    this.#head = upstreamHead(head, forwarding, address);
  }

  /** It goes to another backend than it was written for. */
  readdress(address: string): void {
    if (!this.#needsHost || this.#headFor === address) return;
    this.#head = this.#head.replace(`Host: ${this.#headFor}\r\n`, `Host: ${address}\r\n`);
    this.#headFor = address;
  }

  get hasBody(): boolean {
    return this.#body !== null;
  }

  /** The client has sent all of it. */
  get complete(): boolean {
    return this.#body === null || this.#body.complete;
  }

  /** Gathers all that there is so far. Returns false when the backlog is over its mark. */
  send(upstream: UpstreamConnection): boolean {
    upstream.expect(this.method, this.#upgrades);
    upstream.outbox.addText(this.#head);
    return this.#body === null || this.#body.attach(upstream.outbox);
  }

  /** Returns false when the client should wait. */
  add(chunk: Uint8Array, start: number, end: number): boolean {
    return this.#body === null || this.#body.add(chunk, start, end);
  }

  end(trailers: Fields | null): void {
    this.#body?.end(trailers);
  }
}
