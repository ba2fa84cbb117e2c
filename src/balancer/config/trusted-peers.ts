/** The peers that are believed: CIDR blocks, looked through once an address. */
import ipaddr from 'ipaddr.js';

export interface TrustedPeers {
  /** Whether an address, in canonical text, lies in one of the blocks. */
  has(host: string): boolean;
}

type Block = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Answers remembered. Peers are few, but what stands in X-Forwarded-For is not. */
const REMEMBERED_MAX = 4096;

class BlockList implements TrustedPeers {
  readonly #blocks: readonly Block[];
  readonly #remembered = new Map<string, boolean>();

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
  }

  has(host: string): boolean {
    const known = this.#remembered.get(host);
    if (known !== undefined) return known;
    const answer = this.#look(host);
    if (this.#remembered.size === REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(host, answer);
    return answer;
  }

  #look(host: string): boolean {
    if (!ipaddr.isValid(host)) return false;
    const address = ipaddr.process(host);
    return this.#blocks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
  }
}

const NOBODY: TrustedPeers = { has: () => false };

/** Reads `10.0.0.0/8`, `::1/128`, or an address alone. Null when `text` is no such block. */
export function parseBlock(text: string): Block | null {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** `blocks` must all be valid for `parseBlock`. */
export function trustedPeers(blocks: readonly string[]): TrustedPeers {
  const parsed = blocks.map(parseBlock).filter((block) => block !== null);
  return parsed.length === 0 ? NOBODY : new BlockList(parsed);
}
