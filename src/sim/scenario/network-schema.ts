/** The lines between processes: the `network` section of a file. */
import { bandwidth, fields, instant, percentage } from './fields.ts';
import type { NetworkSpec } from './network-spec.ts';

export const networkSchema = fields(
  {
    latency: instant('One way, at least; 50us when not said.').optional(),
    jitter: instant('Added to the latency, by luck, up to this; 50us when not said.').optional(),
    bandwidth: bandwidth('Of the line to each backend, and of that of all clients, each way.').optional(),
    fragmentation: percentage('How many writes arrive in pieces; 5% when not said.').optional(),
  },
  '{ latency: 50us, jitter: 50us }',
).transform(
  (entry): NetworkSpec => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)),
);
