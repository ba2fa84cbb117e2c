/**
 * The fields that tell a backend who asked: the de-facto standard X-Forwarded-* family and X-Real-IP. A peer is not
 * believed when it says whom it asks for, unless it is one of the trusted proxies.
 */
import { bit, FieldId, type FieldSet } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { ForwardingConfig } from '../config/config.ts';
import { canonicalHost } from '../config/ip-literal.ts';
import { type TrustedPeers, trustedPeers } from '../config/trusted-peers.ts';

export interface Forwarding {
  /** The rules for one peer's connection. `peer` is its IP address. */
  forPeer(peer: string): PeerForwarding;
}

export interface PeerForwarding {
  /** Fields of the client's that are replaced by ours, or dropped. */
  readonly drops: FieldSet;
  /** The IP address of the client itself: the peer's, unless a trusted peer names another. */
  clientOf(head: RequestHead): string;
  /** Whether the client came by TLS, as far as is known. */
  isSecure(head: RequestHead): boolean;
  /** The field lines to add, each with its CR LF. */
  fields(head: RequestHead): string;
}

const DROPPED: FieldSet =
  bit(FieldId.XForwardedFor) | bit(FieldId.XRealIp) | bit(FieldId.XForwardedHost) | bit(FieldId.XForwardedProto);

class StandardForwarding implements Forwarding {
  readonly #trusted: TrustedPeers;
  readonly #via: string;

  constructor({ trustedProxies, via }: ForwardingConfig) {
    this.#trusted = trustedPeers(trustedProxies);
    this.#via = via === '' ? '' : `Via: 1.1 ${via}\r\n`;
  }

  forPeer(peer: string): PeerForwarding {
    const host = canonicalHost(peer);
    return this.#trusted.has(host)
      ? new TrustedPeer(host, this.#trusted, this.#via)
      : new UntrustedPeer(host, this.#via);
  }
}

/** Whatever it sent in these fields is replaced. */
class UntrustedPeer implements PeerForwarding {
  // RFC 7239's Forwarded says the same things, and would be believed as easily.
  readonly drops = DROPPED | bit(FieldId.Forwarded);
  readonly #host: string;
  /** What is the same for all its requests. */
  readonly #fields: string;

  constructor(host: string, via: string) {
    this.#host = host;
    this.#fields = `${via}X-Forwarded-For: ${host}\r\nX-Real-IP: ${host}\r\nX-Forwarded-Proto: http\r\n`;
  }

  clientOf(): string {
    return this.#host;
  }

  isSecure(): boolean {
    return false;
  }

  fields({ host }: RequestHead): string {
    return host === '' ? this.#fields : `${this.#fields}X-Forwarded-Host: ${host}\r\n`;
  }
}

/** Its X-Forwarded-For is prolonged, and what it says of host and protocol goes on. */
class TrustedPeer implements PeerForwarding {
  readonly drops = DROPPED;
  readonly #host: string;
  readonly #trusted: TrustedPeers;
  readonly #via: string;

  constructor(host: string, trusted: TrustedPeers, via: string) {
    this.#host = host;
    this.#trusted = trusted;
    this.#via = via;
  }

  /** From right to left, past the trusted ones: each vouches for the one to its left. */
  clientOf(head: RequestHead): string {
    const hops = listOf(head, FieldId.XForwardedFor)
      .split(',')
      .map((hop) => canonicalHost(hop.trim()));
    let client = this.#host;
    for (let at = hops.length - 1; at >= 0 && this.#trusted.has(client); at--) {
      const hop = hops[at] as string;
      // What is no address ends what can be known.
      if (hop === '') break;
      client = hop;
    }
    return client;
  }

  isSecure(head: RequestHead): boolean {
    return lastOf(head, FieldId.XForwardedProto).toLowerCase() === 'https';
  }

  fields(head: RequestHead): string {
    const before = listOf(head, FieldId.XForwardedFor);
    const hops = before === '' ? this.#host : `${before}, ${this.#host}`;
    const host = lastOf(head, FieldId.XForwardedHost) || head.host;
    const proto = lastOf(head, FieldId.XForwardedProto) || 'http';
    return `${this.#via}X-Forwarded-For: ${hops}\r\nX-Real-IP: ${this.clientOf(head)}\r\nX-Forwarded-Proto: ${proto}\r\n${
      host === '' ? '' : `X-Forwarded-Host: ${host}\r\n`
    }`;
  }
}

/** The values of a field that is a list, joined (RFC 9110, 5.3). */
function listOf(head: RequestHead, id: FieldId): string {
  let list = '';
  for (let i = 0; i < head.count; i++) {
    if (head.id(i) !== id || head.valueEnd(i) === head.valueStart(i)) continue;
    list = list === '' ? head.value(i) : `${list}, ${head.value(i)}`;
  }
  return list;
}

/** The last value of a field: the one that the trusted peer itself wrote. */
function lastOf(head: RequestHead, id: FieldId): string {
  for (let i = head.count - 1; i >= 0; i--) if (head.id(i) === id) return head.value(i);
  return '';
}

export function createForwarding(config: ForwardingConfig): Forwarding {
  return new StandardForwarding(config);
}
