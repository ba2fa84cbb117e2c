/** The balancer's own pages. */
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import { createAdmin } from '../../../src/balancer/core/admin.ts';
import type { AdminOperations } from '../../../src/balancer/core/admin-operations.ts';
import type { Backend, BackendState } from '../../../src/balancer/core/backend.ts';
import type { LocalAnswer } from '../../../src/balancer/core/local-page.ts';
import { createMetrics } from '../../../src/balancer/core/metrics.ts';
import { seated, setState } from './backends.ts';

const NO_OPERATIONS: AdminOperations = {
  config: { ...DEFAULTS, listen: { host: '127.0.0.1', port: 80 }, backends: [] },
  generation: 1,
  ejection: () => null,
  add: () => 'full',
  drain() {},
  enable() {},
  remove() {},
  setWeight() {},
  reload: (done) => done(null),
};

function adminWith(...states: BackendState[]) {
  const { table, pool } = seated(...states.map(() => 1));
  states.forEach((state, index) => {
    setState(pool, pool.backends[index] as Backend, state);
  });
  const metrics = createMetrics({ table, pool, thread: 0, startedAt: 0 });
  const clock = { now: () => 2_000_000, wall: () => 0, after: () => ({ cancel() {} }) };
  const admin = createAdmin({ clock, pool, metrics, operations: NO_OPERATIONS });
  const ask = (method: string, path: string, trusted = true): LocalAnswer => {
    const answers: LocalAnswer[] = [];
    admin.answer({ method, path, authorization: '', body: '', trusted }, (answer) => answers.push(answer));
    return answers[0] as LocalAnswer;
  };
  return { pool, metrics, ask };
}

test.each([
  [['Healthy', 'Healthy'], '{"status":"healthy","healthy_backends":2,"total_backends":2}'],
  [['Healthy', 'Unhealthy', 'Healthy'], '{"status":"degraded","healthy_backends":2,"total_backends":3}'],
  [['Healthy', 'Draining'], '{"status":"degraded","healthy_backends":1,"total_backends":2}'],
  [['Unhealthy', 'Draining'], '{"status":"unhealthy","healthy_backends":0,"total_backends":2}'],
] as const)('/lb/health with %s', (states, body) => {
  const { ask } = adminWith(...states);
  expect(ask('GET', '/lb/health')).toEqual({ status: 200, contentType: 'application/json', body });
});

test('without any backend /lb/health is unhealthy, and /lb/ready 503', () => {
  const { ask, pool } = adminWith('Healthy');
  expect(ask('GET', '/lb/ready')).toMatchObject({ status: 200, body: 'ready\n' });
  pool.adopt([]);
  expect(ask('GET', '/lb/health').body).toBe('{"status":"unhealthy","healthy_backends":0,"total_backends":0}');
  expect(ask('GET', '/lb/ready')).toMatchObject({ status: 503, body: 'no healthy backend\n' });
});

test('/lb/metrics?format=prometheus, JSON, and what there is instead of any other format', () => {
  const { ask } = adminWith('Healthy');
  for (const query of ['format=prometheus', 'x=1&format=prometheus', 'format=prometheus&x']) {
    const { contentType, body } = ask('GET', `/lb/metrics?${query}`);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toMatch(/^# HELP lbsim_/);
  }
  for (const query of ['', 'format=json', 'xformat=prometheus', 'x=format=xml']) {
    expect(ask('GET', `/lb/metrics?${query}`).contentType).toBe('application/json');
  }
  for (const query of ['format=xml', 'format=', 'format=prometheusx', 'x&format=JSON']) {
    expect(ask('GET', `/lb/metrics?${query}`)).toMatchObject({
      status: 400,
      body: expect.stringMatching(/format=json.*format=prometheus/),
    });
  }
});

test('/lb/metrics is the report', () => {
  const { ask, metrics, pool } = adminWith('Healthy');
  metrics.started(pool.backends[0] as Backend, -1);
  metrics.finished(pool.backends[0] as Backend, 1250, false);
  const { status, contentType, body } = ask('GET', '/lb/metrics');
  expect([status, contentType]).toEqual([200, 'application/json']);
  expect(JSON.parse(body)).toEqual(metrics.report(2_000_000));
});

test.each([
  ['GET', '/lb/health?verbose=1', 200],
  ['GET', '/lb/health?/lb/metrics', 200],
  ['HEAD', '/lb/health', 200],
  ['HEAD', '/lb/metrics', 200],
  ['POST', '/lb/health', 405],
  ['DELETE', '/lb/metrics?x', 405],
  ['get', '/lb/health', 405],
  ['GET', '/lb/', 404],
  ['GET', '/lb/healthy', 404],
  ['GET', '/lb/health/', 404],
  ['GET', '/lb/Health', 404],
  ['POST', '/lb/nothing', 404],
])('%s %s is %i', (method, path, status) => {
  expect(adminWith('Healthy').ask(method, path).status).toBe(status);
});

test('what is allowed stands in a 405', () => {
  expect(adminWith('Healthy').ask('PUT', '/lb/health').extra).toBe('Allow: GET, HEAD\r\n');
});

test.each(['/lb/health', '/lb/metrics', '/lb/metrics?format=prometheus', '/lb/admin/config', '/lb/', '/lb/readyx'])(
  'where clients are served and the pages have an address of their own: %s is nothing',
  (path) => {
    const answer = adminWith('Healthy').ask('GET', path, false);
    expect(answer).toEqual({
      ...{ status: 404, contentType: 'text/plain; charset=utf-8' },
      body: 'There is no such page here.\n',
    });
  },
);

test.each(['/lb/ready', '/lb/ready?from=dns'])('but %s is there', (path) => {
  expect(adminWith('Healthy').ask('GET', path, false).status).toBe(200);
  expect(adminWith('Unhealthy').ask('GET', path, false).status).toBe(503);
});
