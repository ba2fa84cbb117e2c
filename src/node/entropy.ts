/** The random port on Node: the same streams as everywhere, from a seed that the system draws. */
import { randomBytes } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import { seededRandom } from '../kernel/seeded-random.ts';

/** An unsigned 32-bit integer nobody can guess. */
export function drawSeed(): number {
  return randomBytes(4).readUInt32LE();
}

export function entropy(): Random {
  return seededRandom(drawSeed());
}
