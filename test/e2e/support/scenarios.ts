/** Scenario files that the tests run: short, and one that is wrong in every way that a file can be. */
import { join } from 'node:path';
import { ROOT } from './built.ts';
import { tempFile } from './temp.ts';

export const BACKEND_CRASH = join(ROOT, 'scenarios/backend-crash.yaml');
export const BACKEND_HANG = join(ROOT, 'scenarios/backend-hang.yaml');
export const FLAPPING = join(ROOT, 'scenarios/flapping.yaml');
/** A wrong balancer, as a subject: it sends requests to backends that are out. */
export const IGNORES_STATE = join(ROOT, 'test/canary/ignores-state.ts');

const SHORT = `name: short
seed: 3
balancer: { health_check: { interval: 200ms, timeout: 150ms, unhealthy_threshold: 2, healthy_threshold: 1 } }
backends: { b1: {}, b2: {}, b3: {} }
load: [{ rate: 100/s, for: 1s, clients: 5 }]
timeline:
  - { at: 200ms, crash: b2 }
  - { at: 600ms, restart: b2 }
`;

/** One second of load, a backend crashes and comes back. */
export function shortScenario(): string {
  return tempFile('short.yaml', SHORT);
}

/** As the short one, but once b2 has crashed nothing changes for a minute: time to do something to the lab. */
export function longScenario(): string {
  const text = SHORT.replace('name: short', 'name: long')
    .replace('for: 1s', 'for: 60s')
    .replace('at: 600ms', 'at: 59s');
  return tempFile('long.yaml', text);
}

/** An unknown key (line 2), a wrong unit (3) and an unknown backend (7). */
export const BROKEN = `name: broken
sede: 3
balancer: { health_check: { interval: 100 parsecs } }
backends: { b1: {}, b2: {} }
load: [{ rate: 100/s, for: 1s }]
timeline:
  - { at: 200ms, crash: b9 }
`;

/** A restart without a crash, on its own: next to an unknown name it might be that name's. */
export const BROKEN_STORY = SHORT.replace(/^.*crash: b2.*\n/m, '');
