import type { Clock } from './clock.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';

/** All that the balancer, the fake backends and the load clients know of the world around them. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
}
