/** Wrong balancers that find out too late, or never. */
import { createHealthTracker } from '../../src/balancer/core/health.ts';
import type { Parts } from '../../src/balancer/parts.ts';
import { createProber } from '../../src/balancer/proxy/prober.ts';

/** Half as many probes as it was told to send. */
export const probesSeldom: Partial<Parts> = {
  prober: (context) =>
    createProber({
      ...context,
      configOf(backend) {
        const config = context.configOf(backend);
        return { ...config, interval: 2 * config.interval };
      },
    }),
};

/** Gives up on probes long before their time-out. */
export const impatientProbes: Partial<Parts> = {
  prober: (context) =>
    createProber({
      ...context,
      configOf(backend) {
        const config = context.configOf(backend);
        return { ...config, timeout: config.timeout / 4 };
      },
    }),
};

function withThresholds(
  change: (threshold: number) => number,
  which: 'unhealthyThreshold' | 'healthyThreshold',
): Partial<Parts> {
  return {
    health: (context) =>
      createHealthTracker({
        ...context,
        configOf(backend) {
          const config = context.configOf(backend);
          return { ...config, [which]: change(config[which]) };
        },
      }),
  };
}

/** Takes backends out much later than it should. */
export const believesTooLong = withThresholds((threshold) => 4 * threshold, 'unhealthyThreshold');

/** Never takes them back. */
export const neverForgives = withThresholds(() => 1000, 'healthyThreshold');
