/**
 * A balancer allocates little and keeps less: with a young generation that stays small it is collected more often, in
 * less time each, and the process stays smaller, at the same CPU time a request.
 */
import { setFlagsFromString } from 'node:v8';

/** For this process: best before much else is loaded. The engine would let it grow to 16 MB each half. */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
