/** A wrong balancer: every backend is eligible, whatever its state. */

import { createPool } from '../../src/balancer/core/pool.ts';
import type { Parts } from '../../src/balancer/parts.ts';

export const parts: Partial<Parts> = {
  pool: (context) => createPool(context, () => true),
};
