/** The real balancer on real sockets in this process, in front of one backend: no probes, and every choice counted. */
import { assembleBalancer } from '../../src/balancer/balancer.ts';
import { DEFAULT_BACKEND, DEFAULTS } from '../../src/balancer/config/config.ts';
import { SILENT_OBSERVER } from '../../src/balancer/core/observer.ts';
import { nodePorts } from '../../src/balancer/serve/node-ports.ts';

export interface Stand {
  /** Where clients connect. */
  readonly port: number;
  readonly backend: string;
  /** How often a backend was chosen. */
  readonly selects: () => number;
  /** Requests that the balancer works on just now, as it counts them itself. */
  readonly active: () => number;
  close(): Promise<void>;
}

/** Nobody here is slow: who waits so long waits for ever. */
const LATE = 5_000_000;

export function stand(backendPort: number): Promise<Stand> {
  let selects = 0;
  const balancer = assembleBalancer(
    nodePorts(),
    {
      ...DEFAULTS,
      listen: { host: '127.0.0.1', port: 0 },
      backends: [{ ...DEFAULT_BACKEND, host: '127.0.0.1', port: backendPort }],
      timeouts: { ...DEFAULTS.timeouts, response: LATE, stall: LATE, request: LATE, idle: LATE },
    },
    {
      parts: { prober: () => ({ watch() {}, stop() {} }) },
      observer: {
        ...SILENT_OBSERVER,
        onSelect: () => {
          selects++;
        },
      },
    },
  );
  return new Promise((resolve, reject) => {
    balancer.start(
      ({ port }) =>
        resolve({
          port,
          backend: `127.0.0.1:${backendPort}`,
          selects: () => selects,
          active: () =>
            balancer.metrics().backends.reduce((sum, { active_connections }) => sum + active_connections, 0),
          close: () =>
            new Promise((closed) => {
              balancer.stop(closed);
              balancer.stopNow();
            }),
        }),
      (error) => reject(new Error(error.detail)),
    );
  });
}
