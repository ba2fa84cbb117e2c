/** All tables, in the order in which a reader meets their subjects. */
import { BAD_UPSTREAMS, NEVER_READS } from './bad-upstreams.ts';
import type { ProxyCase } from './case.ts';
import { CLIENTS } from './clients.ts';
import { FORWARDING } from './forwarding.ts';
import { FRAMING } from './framing.ts';
import { RETRIES } from './retries.ts';
import { SMUGGLING } from './smuggling.ts';
import { TRUST } from './trust.ts';
import { TUNNELS } from './tunnels.ts';

export const TABLES: Readonly<Record<string, readonly ProxyCase[]>> = {
  forwarding: FORWARDING,
  framing: FRAMING,
  clients: CLIENTS,
  smuggling: SMUGGLING,
  'bad upstreams': [...BAD_UPSTREAMS, ...NEVER_READS],
  retries: RETRIES,
  tunnels: TUNNELS,
  trust: TRUST,
};
