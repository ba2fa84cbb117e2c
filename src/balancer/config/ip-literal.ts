/**
 * Addresses as the balancer takes them: IP literals, written in one canonical way, so that two spellings of one
 * address are seen to be the same. No names: a name lookup at run time would add a delay and a failure of its own.
 */
import ipaddr from 'ipaddr.js';

/**
 * The canonical form of an IPv4 or IPv6 literal, or null. `localhost` becomes 127.0.0.1, and IPv6 that only wraps an
 * IPv4 address (`::ffff:10.0.0.1`) becomes that address: it reaches the same host.
 */
export function parseIpLiteral(text: string): string | null {
  if (text.toLowerCase() === 'localhost') return '127.0.0.1';
  // Only plain decimal: others read 010.0.0.1 as octal or as decimal, and a typo such as 10.0.1 as 10.0.0.1.
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  if (dotted.includes('.') && !ipaddr.IPv4.isValidFourPartDecimal(dotted)) return null;
  if (!text.includes(':') && !text.includes('.')) return null;
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : null;
}

/** `host:port`, with the brackets that IPv6 needs. */
export function formatHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Whether who connects to `host` gets to a listener on `listen`, as far as the two tell (both canonical): one on all
 * interfaces is also on the loopback ones. Other addresses of this machine are not known here.
 */
export function reaches(listen: string, host: string): boolean {
  const everywhere = ['0.0.0.0', '::'];
  const isHere = everywhere.includes(host) || host === '::1' || host.startsWith('127.');
  // An IPv6 socket takes IPv4, too; not the other way round.
  const families = listen === '::' || host.includes(':') === listen.includes(':');
  return listen === host || (everywhere.includes(listen) && isHere && families);
}

const IPV4_MAPPED = '::ffff:';

/**
 * An address as the rest of the balancer compares and hashes it: IPv4 clients of a dual-stack socket by their own
 * address, IPv6 in its short form (RFC 5952), no port. Empty when `text` is no address.
 */
export function canonicalHost(text: string): string {
  const bare = text.startsWith(IPV4_MAPPED) ? text.slice(IPV4_MAPPED.length) : text;
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare;
  const literal = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(literal) && !ipaddr.IPv6.isValid(literal)) return '';
  return ipaddr.process(literal).toString();
}
