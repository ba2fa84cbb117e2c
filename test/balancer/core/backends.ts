/** Pools for tests. */
import { type BackendConfig, DEFAULT_HEALTH_CHECK_PATH } from '../../../src/balancer/core/config.ts';
import { createPool, type Pool } from '../../../src/balancer/core/pool.ts';

export function backendConfigs(weights: readonly number[]): BackendConfig[] {
  return weights.map((weight, index) => ({
    host: '127.0.0.1',
    port: 3001 + index,
    weight,
    healthCheckPath: DEFAULT_HEALTH_CHECK_PATH,
  }));
}

/** One backend for each weight, all Healthy. */
export function poolOf(...weights: number[]): Pool {
  return createPool(backendConfigs(weights));
}
