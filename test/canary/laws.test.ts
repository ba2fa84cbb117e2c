/**
 * For each of the newer laws a balancer that breaks it, and the story in which it shows: the wrong one is accused, and the
 * right one is acquitted on evidence.
 */
import { describe, expect, test } from 'vitest';
import type { Parts } from '../../src/balancer/parts.ts';
import { judge } from '../../src/checks/judge.ts';
import { runVirtual } from '../../src/sim/virtual/world.ts';
import { scenarioOf } from '../sim/scenarios.ts';
import { parts as ignoresState } from './ignores-state.ts';
import { parts as noProbeTimeout } from './no-probe-timeout.ts';
import * as choices from './wrong-choices.ts';
import * as handling from './wrong-handling.ts';
import * as probing from './wrong-probing.ts';
import * as sessions from './wrong-sessions.ts';

interface Story {
  readonly health?: string;
  readonly balancer?: string;
  readonly backends?: string;
  readonly load?: string;
  readonly timeline?: string;
}

const HEALTH = 'health_check: { interval: 100ms, timeout: 80ms, unhealthy_threshold: 2, healthy_threshold: 2 }';

function storyOf({
  health = HEALTH,
  balancer = '',
  backends,
  load = '{ rate: 200/s, for: 3s, clients: 40 }',
  timeline,
}: Story) {
  return scenarioOf(`
name: canary
seed: 7
balancer: { ${health}, timeouts: { response: 1s }${balancer === '' ? '' : `, ${balancer}`} }
backends: ${backends ?? '{ b1: { latency: 4ms }, b2: { latency: 4ms }, b3: { latency: 4ms } }'}
load: [ ${load} ]
${timeline === undefined ? '' : `timeline: [ ${timeline} ]`}
`);
}

const DRAIN = '{ at: 1s, drain: b2 }';
const HANG = '{ at: 1s, hang: b2, for: 1s }';
const STICKY = 'session: { mode: cookie, ttl: 60s }';
const VISITS = '{ rate: 60/s, for: 3s, clients: 10, sessions: true }';
const SLOW = '{ b1: { latency: 400ms }, b2: { latency: 400ms }, b3: { latency: 400ms } }';

const CANARIES: readonly (readonly [law: string, parts: Partial<Parts>, story: Story])[] = [
  ['never-routes-to-draining', choices.ignoresDrains, { timeline: DRAIN }],
  ['zero-drops-while-draining', handling.cutsOff, { timeline: '{ at: 1s, remove: b2 }', backends: SLOW }],
  [
    'drain-finishes-by-deadline',
    handling.drainsForEver,
    { timeline: DRAIN, backends: SLOW, balancer: 'drain_timeout: 100ms' },
  ],
  ['probes-on-schedule', probing.probesSeldom, {}],
  ['probe-timeout-honoured', noProbeTimeout, { timeline: HANG }],
  ['probe-timeout-honoured', probing.impatientProbes, { timeline: HANG }],
  ['detection-within-bound', probing.believesTooLong, { timeline: HANG }],
  ['return-within-bound', probing.neverForgives, { timeline: HANG }],
  ['round-robin-weights', choices.takesTurns, { backends: '{ b1: { weight: 3 }, b2: {}, b3: {} }' }],
  [
    'least-connections-minimum',
    choices.takesTurns,
    {
      balancer: 'algorithm: least_connections',
      backends: '{ b1: { latency: 4ms }, b2: { latency: 200ms }, b3: { latency: 4ms } }',
    },
  ],
  ['ip-hash-stability', choices.takesTurns, { balancer: 'algorithm: ip_hash' }],
  ['ip-hash-minimal-disruption', choices.hashesByModulo, { balancer: 'algorithm: ip_hash', timeline: HANG }],
  ['every-algorithm-uses-every-backend', choices.forgetsTheLast, { balancer: 'algorithm: random' }],
  ['session-stickiness', sessions.forgetsSessions, { balancer: STICKY, load: VISITS }],
  ['session-fallback', ignoresState, { balancer: STICKY, load: VISITS, timeline: '{ at: 1s, hang: b2, for: 1900ms }' }],
  [
    'session-expiry',
    sessions.neverExpires,
    {
      health: 'health_check: { interval: 30s }',
      balancer: STICKY,
      load: '{ rate: 50/h, for: 1h, clients: 1, sessions: true, timeout: 5s }',
    },
  ],
  ['no-header-injection', handling.inventsFields, {}],
  ['no-cross-talk', handling.mixesUpClients, {}],
  [
    'connection-caps',
    choices.ignoresCaps,
    {
      backends:
        '{ b1: { latency: 50ms, connections: 2 }, b2: { latency: 50ms, connections: 2 }, b3: { latency: 50ms, connections: 2 } }',
    },
  ],
  ['active-returns-to-zero', handling.losesCount, {}],
];

describe.each(CANARIES)('%s', (law, parts, told) => {
  const story = storyOf(told);
  const verdict = (options: { parts?: Partial<Parts> }) => {
    const history = runVirtual(story, options);
    return judge({ history, scenario: story }).find(({ check }) => check.name === law)?.finding.verdict;
  };

  test('accuses the wrong one', () => {
    expect(verdict({ parts })).toBe('violated');
  });

  test('acquits the right one', () => {
    expect(verdict({})).toBe('holds');
  });
});
