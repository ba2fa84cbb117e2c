/** A short story about each fault, as files tell them: on one of three backends, in the middle of some load. */
import { definitionOf, FAULT_KINDS, type FaultKind } from '../../../src/sim/behavior/index.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { scenarioOf } from '../scenarios.ts';

/** Options as a file gives them, those that can't be left out included; several where they make a difference. */
const OPTIONS: Partial<Record<FaultKind, readonly string[]>> = {
  exit_after: ['requests: 1', 'requests: 40'],
  crash_loop: ['', 'uptime: 300ms, downtime: 100ms'],
  connection_cap: ['max: 0', 'max: 1', 'max: 100'],
  reset: ['', 'bytes: 20', 'bytes: 200', 'bytes: 100000'],
  truncate: ['', 'bytes: 0', 'bytes: 2'],
  overlong: ['', 'bytes: 100000'],
  status: ['code: 503', 'code: 404'],
  drip: ['', 'bytes: 7, pause: 300us', 'bytes: 100, pause: 30ms'],
  throttle: ['rate: 20KB/s', 'rate: 1KB/s'],
  huge_body: ['size: 200KB', 'size: 64B'],
  early: ['', 'interim: 102, count: 3', 'count: 1000'],
  slow: ['latency: 20ms', 'latency: 200ms'],
  partition: ['', 'direction: to', 'direction: from'],
  link_latency: ['latency: 5ms, jitter: 2ms', 'latency: 60ms'],
  bandwidth: ['rate: 100KB/s', 'rate: 5KB/s'],
  fragment: ['', 'bytes: 7'],
};

const LIMITS: Record<string, string> = {
  probability: 'probability: 30%',
  share: 'share: 50%',
  paths: 'paths: /r/1',
  only: 'only: requests',
};

export interface FaultStory {
  readonly name: string;
  readonly kind: FaultKind;
  /** The fault with its options, to be put into an event: `{fault}: {backend}, bytes: 10`. */
  readonly words: readonly [kind: FaultKind, options: string];
  readonly scenario: Scenario;
}

/** Every fault with every set of options, and with each of its limits; probes alone, too. */
export function faultStories(seed: number): FaultStory[] {
  return FAULT_KINDS.flatMap((kind) => {
    const options = OPTIONS[kind] ?? [''];
    const limits = definitionOf(kind).scopes.flatMap((key) => [
      LIMITS[key] ?? '',
      ...(key === 'only' ? ['only: probes'] : []),
    ]);
    return [...options, ...limits.map((limit) => joined(options[0] ?? '', limit))].map((words) => ({
      name: joined(kind, words),
      kind,
      words: [kind, words] as const,
      scenario: faultStory(joined(`at: 1.3s, ${kind}: b2, for: 1.5s`, words), seed),
    }));
  });
}

function faultStory(event: string, seed: number): Scenario {
  return scenarioOf(`
name: fault
seed: ${seed}
balancer:
  health_check: { interval: 100ms, timeout: 50ms, unhealthy_threshold: 2, healthy_threshold: 2 }
backends:
  b1: { latency: 2ms }
  b2: { latency: 2ms }
  b3: { latency: 2ms }
load:
  - { rate: 150/s, for: 4s, arrivals: poisson, clients: 10, timeout: 1s }
timeline:
  - { ${event} }
`);
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(', ');
}

/** The same load on backends of which `b2` is special; `events` are further lines of the timeline. */
export function backendStory(b2: string, seed: number, events: readonly string[] = []): Scenario {
  return scenarioOf(`
name: backend
seed: ${seed}
balancer:
  health_check: { interval: 100ms, timeout: 50ms, unhealthy_threshold: 2, healthy_threshold: 2 }
backends:
  b1: { latency: 2ms }
  b2: { ${b2} }
  b3: { latency: 2ms }
load:
  - { rate: 150/s, for: 4s, arrivals: poisson, clients: 10, timeout: 1s }
timeline:${events.map((event) => `\n  - { ${event} }`).join('')}
`);
}

/** An event of the timeline; times in ms. */
export function eventOf([kind, options]: FaultStory['words'], backend: string, at: number, duration: number) {
  const line = joined(`at: ${at}ms, ${kind}: ${backend}, for: ${duration}ms`, options);
  return { key: `${kind} ${backend}`, backend, line };
}
