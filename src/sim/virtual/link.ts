/** The lines between processes: how long bytes are under way, and in which pieces they arrive. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';

export interface LinkSpec {
  /** One way, at least. */
  readonly latency: Micros;
  /** Added to the latency, uniform in [0, jitter]. */
  readonly jitter: Micros;
  /** The probability that one write arrives in pieces. */
  readonly fragmentation: number;
  /** Pieces at the most, cut at random places. */
  readonly fragmentsMax: number;
  /** Bytes a sender may have under way or unread before it is told to wait. */
  readonly window: number;
}

/** A quiet local network, rough enough that every boundary is hit in a run of some thousand requests. */
export const DEFAULT_LINK: LinkSpec = {
  latency: 50,
  jitter: 50,
  fragmentation: 0.05,
  fragmentsMax: 4,
  window: 65536,
};

/** One draw of the one-way delay, in whole µs. */
export function drawDelay(link: LinkSpec, random: Random): Micros {
  return link.latency + (link.jitter > 0 ? random.below(link.jitter + 1) : 0);
}

/** Where a write of `size` bytes is cut: ascending offsets in (0, size), most often none. */
export function drawCuts(link: LinkSpec, size: number, random: Random): readonly number[] {
  if (size < 2 || link.fragmentsMax < 2 || link.fragmentation === 0 || random.float() >= link.fragmentation)
    return NO_CUTS;
  const count = 1 + random.below(link.fragmentsMax - 1);
  const cuts = new Set<number>();
  for (let i = 0; i < count; i++) cuts.add(1 + random.below(size - 1));
  return [...cuts].sort((a, b) => a - b);
}

const NO_CUTS: readonly number[] = [];
