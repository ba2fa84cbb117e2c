/** Readers for the values of options, with errors that say what is expected. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../kernel/units.ts';

const WORLDS = ['live', 'virtual', 'both'] as const;
export type WorldOption = (typeof WORLDS)[number];

export function worldOption(text: string): WorldOption {
  const world = WORLDS.find((name) => name === text);
  if (world === undefined) throw new InvalidArgumentError(`It must be one of ${WORLDS.join(', ')}.`);
  return world;
}

export function seedOption(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffffffff) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  }
  return seed;
}

export function countOption(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 100_000) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 100000.');
  }
  return count;
}

/** In µs. */
export function durationOption(text: string): number {
  const duration = parseDuration(text);
  if (duration === null || duration === 0)
    throw new InvalidArgumentError('It must be a duration such as 10s or 500ms.');
  return duration;
}
