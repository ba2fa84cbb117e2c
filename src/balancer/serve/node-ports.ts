import type { Micros } from '../../kernel/clock.ts';
import type { Ports } from '../../kernel/ports.ts';
import { nodeClock } from '../../node/clock.ts';
import { entropy } from '../../node/entropy.ts';
import { nodeNetwork } from '../../node/network.ts';

/**
 * The ports of this machine, for `createBalancer`: its sockets, its monotonic clock, random numbers that nobody can
 * guess. `epoch` is the clock's zero on the machine's own scale, in µs; the present when not given.
 */
export function nodePorts(epoch?: Micros): Ports {
  return { clock: nodeClock(epoch), random: entropy(), network: nodeNetwork() };
}
