/** The kinds of open-loop arrivals. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { OpenArrivals } from '../scenario/load-spec.ts';
import type { Arrivals } from './arrivals.ts';
import { Bursts } from './bursts.ts';
import { flat } from './flat.ts';
import { ramp } from './ramp.ts';
import { RateArrivals } from './rate-arrivals.ts';
import { Replay } from './replay.ts';
import { sine } from './sine.ts';
import { steps } from './steps.ts';

/** The due times of a stream that lasts `duration`. */
export function createArrivals(spec: OpenArrivals, duration: Micros, random: Random): Arrivals {
  switch (spec.kind) {
    case 'rate':
      return new RateArrivals(flat(spec.rate), spec.spacing, duration, random);
    case 'ramp':
      return new RateArrivals(ramp(spec.from, spec.to, duration), spec.spacing, duration, random);
    case 'steps':
      return new RateArrivals(steps(spec.rates, spec.each), spec.spacing, duration, random);
    case 'sine':
      return new RateArrivals(sine(spec.mean, spec.amplitude, spec.period), spec.spacing, duration, random);
    case 'bursts':
      return new Bursts(spec.size, spec.every, duration);
    case 'replay':
      return new Replay(spec.due, spec.requests, duration);
  }
}
