/** A live run of about two seconds with a bit of everything. */
export const SHORT = `
name: short
about: One of two backends is killed and started again.
seed: 3
balancer:
  health_check: { interval: 100ms, timeout: 50ms, unhealthy_threshold: 2, healthy_threshold: 2 }
backends:
  b1: { latency: 2ms }
  b2: { latency: 2ms }
load:
  - { rate: 50/s, for: 1.2s, clients: 5 }
timeline:
  - { at: 400ms, crash: b1, for: 300ms }
`;
