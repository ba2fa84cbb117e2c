/** Configurations that a program made: the same rules as for a file. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedConfig } from '../../../src/balancer/config/check.ts';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { LbsimError } from '../../../src/kernel/errors.ts';
import { anyConfig } from './arbitrary.ts';

const BACKEND = { ...DEFAULT_BACKEND, host: '127.0.0.1', port: 3001 };
const GOOD: BalancerConfig = { ...DEFAULTS, listen: { host: '127.0.0.1', port: 8080 }, backends: [BACKEND] };

/** All problems, by line. */
function problemsOf(changes: Partial<BalancerConfig>): string[] {
  try {
    checkedConfig({ ...GOOD, ...changes });
  } catch (error) {
    if (!(error instanceof LbsimError)) throw error;
    expect(error.code).toBe('usage');
    return error.message.split('\n').slice(1);
  }
  return [];
}

test('what a file can hold comes back as it is', () => {
  fc.assert(
    fc.property(anyConfig, (given) => {
      expect(checkedConfig(given)).toEqual(given);
    }),
    { numRuns: 30 },
  );
});

test('all problems at once, in the words of the file', () => {
  const listen = { host: 'example.com', port: 99_999 };
  const backends = [
    { ...BACKEND, weight: 0 },
    { ...BACKEND, port: 3002, weight: -5 },
    { ...BACKEND, port: Number.NaN },
  ];
  expect(problemsOf({ listen, threads: 0, backends })).toEqual([
    '  loadbalancer.listen_address: found the string "example.com", expected an IPv4 or IPv6 address, or "localhost"',
    '  loadbalancer.listen_port: found the number 99999, expected an integer from 0 to 65535',
    '  loadbalancer.threads: found the number 0, expected an integer from 1 to 64',
    '  backends[0].weight: found the number 0, expected an integer from 1 to 256',
    '  backends[1].weight: found the number -5, expected an integer from 1 to 256',
    '  backends[2].port: found the number nan, expected an integer from 1 to 65535',
  ]);
});

test('no backends, the same one twice, and rules between keys', () => {
  expect(problemsOf({ backends: [] })).toEqual([
    '  backends: found an empty array, expected at least one [[backends]] table',
  ]);
  expect(problemsOf({ backends: [BACKEND, { ...BACKEND, weight: 2 }] })).toEqual([
    '  backends[1].address: found 127.0.0.1:3001 a second time (backends[0] has it), expected a different address or port for each backend',
  ]);
  expect(problemsOf({ ejection: { failures: 3, shortest: 2e6, longest: 1e6 } })).toHaveLength(1);
});

test('addresses become canonical', () => {
  const listen = { host: 'localhost', port: 0 };
  const backends = [
    { ...BACKEND, host: '::ffff:10.0.0.1' },
    { ...BACKEND, host: '0:0:0:0:0:0:0:1' },
  ];
  const checked = checkedConfig({ ...GOOD, listen, backends });
  expect([checked.listen.host, ...checked.backends.map(({ host }) => host)]).toEqual(['127.0.0.1', '10.0.0.1', '::1']);
});

test('a program without types that leaves a part out is told which', () => {
  const { timeouts: _, ...rest } = GOOD;
  expect(() => checkedConfig(rest as BalancerConfig)).toThrow(/\n {2}timeouts: not all parts are there/);
});
