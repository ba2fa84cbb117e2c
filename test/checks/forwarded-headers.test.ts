import { expect, test } from 'vitest';
import { forwardedHeaders as check } from '../../src/checks/forwarded-headers.ts';
import { HistoryBuilder, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf();
const seen = (fields: object) => new HistoryBuilder().send(1, 1).arrive(2, 1, 'b1', fields).exchange(5, 2, 'b2');

test.each<[string, object]>([
  ['all fields', {}],
  ['a chain of proxies', { xff: '10.0.0.1, 10.0.0.2,127.1.0.1' }],
  ['an IPv4 address as IPv6 sockets show it', { xff: '::ffff:127.1.0.1', real: '::FFFF:127.1.0.1' }],
  ['another case', { proto: 'HTTP' }],
  ['any Host: the law does not say', { host: 'elsewhere' }],
])('holds: %s', (_, fields) => {
  const finding = find(check, seen(fields), scenario);
  expectHolds(finding);
  expect(finding.evidence).toBe(2);
});

test.each<[object, RegExp]>([
  [{ xff: undefined }, /X-Forwarded-For is missing, it must name the client \(127\.1\.0\.1\)/],
  [{ xff: '127.1.0.1, 127.0.0.1' }, /X-Forwarded-For is '127\.1\.0\.1, 127\.0\.0\.1'/],
  [{ xff: '' }, /X-Forwarded-For is ''/],
  [{ real: undefined }, /X-Real-IP is missing/],
  [{ real: '127.0.0.1' }, /X-Real-IP is '127\.0\.0\.1'/],
  [{ fwdHost: undefined }, /X-Forwarded-Host is missing/],
  [{ fwdHost: '127.0.0.1:3001' }, /X-Forwarded-Host is '127\.0\.0\.1:3001'/],
  [{ proto: undefined }, /X-Forwarded-Proto is missing/],
  [{ proto: 'https' }, /X-Forwarded-Proto is 'https'/],
  [{ hop: 'keep-alive,te' }, /hop-by-hop fields were passed on: keep-alive,te/],
])('violated: %o', (fields, message) => {
  expectViolated(find(check, seen(fields), scenario), message, 1);
});

test('each wrong field is said for itself', () => {
  const bare = { xff: undefined, real: undefined, fwdHost: undefined, proto: undefined };
  const finding = find(check, seen(bare), scenario);
  expectViolated(finding, /^b1, request 1 at 0\.002 s: X-Forwarded-For/, 4);
  expect(finding.violations.map(({ message }) => / (X-[\w-]+)/.exec(message)?.[1])).toEqual([
    'X-Forwarded-For',
    'X-Real-IP',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
  ]);
});

test('unknown when nothing was recorded', () => {
  const story = new HistoryBuilder().send(1, 1).row({ at: 2, kind: 'backend.request', actor: 'b1', req: 1 });
  expectUnknown(find(check, story, scenario), /no request reached/);
  expectUnknown(find(check, new HistoryBuilder().arrive(1, 7, 'b1'), scenario), /no request reached/);
});
