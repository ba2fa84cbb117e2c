/** The configuration file that the exercise prints: what everybody copies first must work. */
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/balancer/config/file.ts';

const EXAMPLE = `
[loadbalancer]
listen_address = "0.0.0.0"
listen_port = 8080
algorithm = "round_robin"

[health_check]
interval_secs = 5
timeout_secs = 2
unhealthy_threshold = 3
healthy_threshold = 2

[[backends]]
address = "127.0.0.1"
port = 3001
weight = 1
health_check_path = "/health"

[[backends]]
address = "127.0.0.1"
port = 3002
`;

test('config_parsing: the example, its defaults filled in', () => {
  const parsed = parseConfig(EXAMPLE);
  expect(parsed).toMatchObject({
    ok: true,
    config: {
      listen: { host: '0.0.0.0', port: 8080 },
      algorithm: 'round_robin',
      healthCheck: { interval: 5_000_000, timeout: 2_000_000, unhealthyThreshold: 3, healthyThreshold: 2 },
      backends: [
        { host: '127.0.0.1', port: 3001, weight: 1, healthCheckPath: '/health' },
        { host: '127.0.0.1', port: 3002, weight: 1, healthCheckPath: '/health' },
      ],
    },
  });
});
