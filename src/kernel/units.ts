/**
 * Durations, rates, percentages and sizes as people write them, always with their unit.
 * Parsers return null for what they can't read; callers say where and what was expected.
 */
import type { Micros } from './clock.ts';

const DURATION_UNITS: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  min: 60e6,
  h: 3600e6,
};
const SIZE_UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const RATE_UNITS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 1 / 60, min: 1 / 60, h: 1 / 3600 };
const NUMBER_AND_REST = /^\s*(\d+(?:\.\d+)?)\s*(\S*)\s*$/;

/** `250ms`, `1.5s`, `2m` -> microseconds, rounded to a whole one. */
export function parseDuration(text: string): Micros | null {
  return scaled(text, DURATION_UNITS, Math.round);
}

/** `200/s`, `30/min` -> per second. */
export function parseRate(text: string): number | null {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const count = scaled(`${text.slice(0, slash)}x`, { x: 1 });
  const factor = factorOf(text.slice(slash + 1).trim(), RATE_UNITS);
  return count === null || factor === null ? null : count * factor;
}

/** `4KB`, `1.5MB` -> bytes, rounded to a whole one; 1KB is 1024B. */
export function parseSize(text: string): number | null {
  return scaled(text, SIZE_UNITS, Math.round);
}

/** `100KB/s`, `1MB/s` -> bytes per second. */
export function parseBandwidth(text: string): number | null {
  const slash = text.lastIndexOf('/');
  return slash < 0 || text.slice(slash + 1).trim() !== 's' ? null : parseSize(text.slice(0, slash));
}

/** `99%`, `0.5%` -> a fraction in [0, 1]. */
export function parsePercentage(text: string): number | null {
  const value = scaled(text, { '%': 1 });
  return value === null || value > 100 ? null : value / 100;
}

function scaled(
  text: string,
  units: Readonly<Record<string, number>>,
  round: (value: number) => number = (value) => value,
): number | null {
  const match = NUMBER_AND_REST.exec(text);
  const factor = factorOf(match?.[2] ?? '', units);
  return match === null || factor === null ? null : round(Number(match[1]) * factor);
}

/** Own keys only: every object has a `constructor`, which is no unit. */
function factorOf(unit: string, units: Readonly<Record<string, number>>): number | null {
  return Object.hasOwn(units, unit) ? (units[unit] ?? null) : null;
}

/** Microseconds for people: at most three significant digits, `1.25 s`, `870 µs`. */
export function formatDuration(duration: Micros): string {
  const size = Math.abs(duration);
  if (size < 1e3) return `${significant(duration)} µs`;
  if (size < 1e6) return `${significant(duration / 1e3)} ms`;
  if (size < 120e6) return `${significant(duration / 1e6)} s`;
  return `${significant(duration / 60e6)} min`;
}

/** Bytes for people: `512 B`, `4 KB`, `1.5 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${significant(bytes / 1024)} KB`;
  return bytes < 1024 ** 3 ? `${significant(bytes / 1024 ** 2)} MB` : `${significant(bytes / 1024 ** 3)} GB`;
}

/** A fraction as a percentage; never rounded up to 100 when it is less. */
export function formatPercentage(fraction: number): string {
  const percent = fraction * 100;
  for (const digits of [0, 1, 2, 3]) {
    const text = percent.toFixed(digits);
    if (Math.abs(Number(text) - percent) < 0.0005 || digits === 3) {
      return `${fraction < 1 && Number(text) >= 100 ? '99.999' : text}%`;
    }
  }
  return `${percent}%`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0).replace(/\.0+$|(\.\d*?)0+$/, '$1');
}
