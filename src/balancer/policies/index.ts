/** The registry of policies: the only place that knows them all. */
import type { Algorithm } from '../config/config.ts';
import { headerHash } from './header-hash.ts';
import { ipHash } from './ip-hash.ts';
import { leastConnections } from './least-connections.ts';
import { p2c } from './p2c.ts';
import { peakEwma } from './peak-ewma.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { randomChoice } from './random.ts';
import { roundRobin } from './round-robin.ts';
import { uriHash } from './uri-hash.ts';

export const POLICIES: Readonly<Record<Algorithm, (context: PolicyContext) => Policy>> = {
  round_robin: roundRobin,
  least_connections: leastConnections,
  ip_hash: ipHash,
  random: randomChoice,
  p2c,
  peak_ewma: peakEwma,
  uri_hash: uriHash,
  header_hash: headerHash,
};
