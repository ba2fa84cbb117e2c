import type { Endpoint } from '../../kernel/network.ts';

/** `host:port`, as it stands in Host fields and reports. */
export function formatAddress({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The address of load client number `index` (from 0), one of its own for up to 65,000. */
export function clientHost(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
