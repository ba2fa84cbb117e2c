/** Several latencies, each for a share of the requests: a cache that hits, and one that misses. */
import type { LatencyKind } from './latency.ts';

export const mixture: LatencyKind<'mixture'> = ({ parts }, random, inner) => {
  const samplers = parts.map(({ latency }) => inner(latency, random));
  const last = samplers.length - 1;
  return () => {
    let rest = random.float();
    let at = 0;
    while (at < last && rest >= (parts[at]?.share ?? 0)) rest -= parts[at++]?.share ?? 0;
    return samplers[at]?.() ?? 0;
  };
};
