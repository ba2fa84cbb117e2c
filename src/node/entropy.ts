/** The random port on Node: the same streams as everywhere, from a seed that the system draws. */
import { randomBytes } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import { seededRandom } from '../kernel/seeded-random.ts';

/** An unsigned 32-bit integer nobody can guess. */
export function drawSeed(): number {
  return randomBytes(4).readUInt32LE();
}

/** A secret of 256 bits as text. */
export function drawSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function entropy(): Random {
  return seededRandom(drawSeed());
}
