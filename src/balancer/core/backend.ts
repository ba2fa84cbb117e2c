import type { BackendConfig } from './config.ts';

/** Only `Healthy` is eligible for a new request. */
export type BackendState = 'Healthy' | 'Unhealthy' | 'Draining';

/** One upstream server as the pool knows it. */
export interface Backend {
  /** Its place in the pool: what counters and upstream connections are kept by. */
  readonly index: number;
  /** `host:port`, as logs and metrics name it. */
  readonly address: string;
  readonly config: BackendConfig;
  readonly state: BackendState;
}
