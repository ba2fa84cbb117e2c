/** The hashing policies: a key stays where it is, moves only when it must, and weights are shares. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { canonicalHost } from '../../../src/balancer/config/ip-literal.ts';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { createPool, type Pool, seatAll } from '../../../src/balancer/core/pool.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { headerHash } from '../../../src/balancer/policies/header-hash.ts';
import { ipHash } from '../../../src/balancer/policies/ip-hash.ts';
import { uriHash } from '../../../src/balancer/policies/uri-hash.ts';
import { fnv1a32, mix32 } from '../../../src/kernel/hash.ts';
import { backendConfigs, poolOf, seated, setState } from '../core/backends.ts';
import { contextOf, requestFrom } from './picking.ts';
import { expectShares } from './shares.ts';

const HOSTS = Array.from({ length: 400 }, (_, i) => `10.${i % 7}.${i >> 4}.${i & 255}`);
const SLOTS = 65_536;
/** On port 80 they have the same FNV-1a hash. */
const TWINS = ['10.0.107.237', '10.2.219.40'];

/** The address of each host's backend. */
function placed(pool: Pool): string[] {
  const policy = ipHash();
  return HOSTS.map((host) => policy.pick(pool.eligible, requestFrom(host))?.address ?? 'none');
}

/** Those whose backend changed: from where, and to where. */
function moves(before: readonly string[], after: readonly string[]): { from: string; to: string }[] {
  return before.flatMap((from, i) => (from === after[i] ? [] : [{ from, to: after[i] ?? 'none' }]));
}

/** As the scores are defined, one by one and without any short cut. */
function highestScore(host: string, pool: Pool): string {
  const slot = mix32((mix32(fnv1a32(host)) % SLOTS) + 1);
  const scored = pool.eligible.map(({ address, weight }) => {
    const drawn = mix32(mix32(slot ^ mix32(fnv1a32(address))) ^ mix32(fnv1a32(`2 ${address}`)));
    return { address, score: -weight / Math.log((drawn + 0.5) / 2 ** 32) };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).address;
}

const weights = fc.array(fc.integer({ min: 1, max: 256 }), { minLength: 2, maxLength: 12 });
const pools = fc.oneof(
  weights,
  weights.map((given) => given.map(() => 3)),
);

describe('ip_hash', () => {
  test('ip_hash_consistency: 192.168.1.100, ten times, one backend', () => {
    const { pool } = seated(1, 1, 1);
    const policy = ipHash();
    const picked = Array.from({ length: 10 }, () => policy.pick(pool.eligible, requestFrom('192.168.1.100'))?.index);
    expect(new Set(picked).size).toBe(1);
  });

  test('different addresses all get one', () => {
    expect(placed(poolOf(1, 1, 1))).not.toContain('none');
  });

  test('who gets what is the same on all machines and in all versions', () => {
    const index = (host: string) => ipHash().pick(poolOf(1, 1, 1, 1, 1).eligible, requestFrom(host))?.index;
    const hosts = [
      '192.168.1.100',
      '10.0.0.1',
      '10.0.0.2',
      '10.0.0.3',
      '10.0.0.4',
      '2001:db8::1',
      '2001:db8::2',
      '::1',
    ];
    expect(hosts.map(index)).toEqual([2, 4, 1, 1, 4, 3, 1, 4]);
  });

  test('the owner has the highest score, by the definition', () => {
    fc.assert(
      fc.property(pools, (given) => {
        const pool = poolOf(...given);
        expect(placed(pool)).toEqual(HOSTS.map((host) => highestScore(host, pool)));
      }),
      { numRuns: 40 },
    );
  });

  test('it is the address that counts: not the place in the pool, the row of the table or the id', () => {
    const table = StateTable.create(20);
    const configs = backendConfigs([1, 2, 3, 4, 5]);
    const members = [...seatAll(table, configs)].reverse().map((member, i) => ({ ...member, id: `other-${i}` }));
    expect(placed(createPool({ table, members }))).toEqual(placed(poolOf(1, 2, 3, 4, 5)));
  });

  test('stable: the same pool again, after any changes between, gives the same', () => {
    fc.assert(
      fc.property(pools, fc.array(fc.nat(11)), (given, changes) => {
        const pool = poolOf(...given);
        const policy = ipHash();
        const place = () => HOSTS.slice(0, 50).map((host) => policy.pick(pool.eligible, requestFrom(host))?.index);
        const before = place();
        for (const index of changes) {
          const backend = pool.backends[index % given.length] as Backend;
          setState(pool, backend, backend.state === 'Healthy' ? 'Unhealthy' : 'Healthy');
          place();
        }
        for (const backend of pool.backends) setState(pool, backend, 'Healthy');
        expect(place()).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  test('minimal: a leaver gives up only its own keys, a joiner takes keys only to itself', () => {
    fc.assert(
      fc.property(pools, fc.nat(11), fc.nat(11), (given, out, index) => {
        const pool = poolOf(...given);
        const changing = pool.backends[index % given.length] as Backend;
        const other = pool.backends[out % given.length] as Backend;
        if (other !== changing && given.length > 2) setState(pool, other, 'Draining');
        const before = placed(pool);
        setState(pool, changing, 'Unhealthy');
        const without = placed(pool);
        expect(moves(before, without).filter(({ from }) => from !== changing.address)).toEqual([]);
        expect(without).not.toContain(changing.address);
        setState(pool, changing, 'Healthy');
        expect(moves(without, placed(pool)).filter(({ to }) => to !== changing.address)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('minimal: more weight only draws keys to it, less only gives them away', () => {
    fc.assert(
      fc.property(pools, fc.nat(11), fc.integer({ min: 1, max: 2560 }), (given, index, weight) => {
        const pool = poolOf(...given);
        const changing = pool.backends[index % given.length] as Backend;
        const grows = weight > changing.weight;
        const before = placed(pool);
        pool.setWeight(changing, weight);
        const wrong = moves(before, placed(pool)).filter(({ from, to }) => (grows ? to : from) !== changing.address);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([[[1, 1, 1]], [[1, 2, 3, 4]], [[100, 1]], [[5, 5, 5, 5, 5, 5, 5, 5, 5, 1]]])(
    'shares by weight: %j',
    (given) => {
      const { pool } = seated(...given);
      const policy = ipHash();
      let sent = 0;
      const next = () => {
        const id = sent++;
        return policy.pick(pool.eligible, requestFrom(`10.${id >> 16}.${(id >> 8) & 255}.${id & 255}`))?.index;
      };
      expectShares(given, 50_000, next, SLOTS);
    },
  );

  test('what a leaver gives up is shared by weight, too', () => {
    const { pool } = seated(1, 2, 3, 6);
    const policy = ipHash();
    const hosts = Array.from({ length: 60_000 }, (_, id) => `10.9.${id >> 8}.${id & 255}`);
    const pick = (host: string) => policy.pick(pool.eligible, requestFrom(host))?.index;
    const orphans = hosts.filter((host) => pick(host) === 3);
    setState(pool, pool.backends[3] as Backend, 'Unhealthy');
    expectShares([1, 2, 3], orphans.length, () => pick(orphans.pop() ?? ''), SLOTS / 2);
  });

  test('two backends whose addresses have one 32-bit hash share all the same', () => {
    const table = StateTable.create(2);
    const configs = TWINS.map((host) => ({ ...DEFAULT_BACKEND, host, port: 80 }));
    const pool = createPool({ table, members: seatAll(table, configs) });
    const [one, other] = pool.backends as [Backend, Backend];
    expect(fnv1a32(one.address)).toBe(fnv1a32(other.address));
    const policy = ipHash();
    let sent = 0;
    expectShares([1, 1], 10_000, () => policy.pick(pool.eligible, requestFrom(`c${sent++}`))?.index, SLOTS);
  });

  test('one client, however its address is written: IPv4 in IPv6, long forms, capitals, ports', () => {
    const { pool } = seated(1, 1, 1, 1, 1, 1, 1, 1);
    const policy = ipHash();
    const pick = (text: string) => policy.pick(pool.eligible, requestFrom(canonicalHost(text)))?.index;
    fc.assert(
      fc.property(fc.ipV4(), (host) => {
        expect([`::ffff:${host}`, `::FFFF:${host}`, `${host}:8080`].map(pick)).toEqual(Array(3).fill(pick(host)));
      }),
    );
    const spellings = ['2001:db8:0:0:0:0:0:1', '2001:DB8::1', '[2001:db8::1]', '[2001:0db8::0001]:443'];
    expect(spellings.map(pick)).toEqual(spellings.map(() => pick('2001:db8::1')));
  });
});

describe('uri_hash', () => {
  const { table, pool } = seated(1, 1, 1, 1, 1, 1, 1, 1);
  const paths = Array.from({ length: 100 }, (_, i) => `/images/${i}.png`);
  const place = (query: boolean, wanted: readonly string[]) => {
    const policy = uriHash(contextOf(table, 1, { ...DEFAULTS.hash, query }));
    return wanted.map((path, i) => policy.pick(pool.eligible, requestFrom(`10.0.0.${i}`, path, `u${i}`))?.index);
  };

  test('goes by the path alone; by the query too when told', () => {
    const one = place(false, paths);
    const asked = paths.map((path, i) => `${path}?v=${i}`);
    expect(place(false, asked)).toEqual(one);
    expect(place(true, paths)).toEqual(one);
    expect(place(true, asked)).not.toEqual(one);
    expect(new Set(one).size).toBe(8);
  });

  test('a query, or none, of a path is no other path', () => {
    expect(new Set(place(false, ['/a', '/a?', '/a?b', '/a?b?c', '/a??'])).size).toBe(1);
  });
});

describe('header_hash', () => {
  test("goes by the field's value alone", () => {
    const { table, pool } = seated(1, 1, 1, 1, 1, 1, 1, 1);
    const policy = headerHash(contextOf(table));
    const place = (from: number) =>
      Array.from({ length: 100 }, (_, user) => {
        return policy.pick(pool.eligible, requestFrom(`10.0.${from}.${user}`, `/${from}`, `user-${user}`))?.index;
      });
    expect(place(1)).toEqual(place(2));
    expect(new Set(place(1)).size).toBe(8);
  });

  test('requests without it take turns', () => {
    const { table, pool } = seated(1, 1, 1);
    const policy = headerHash(contextOf(table));
    const picked = Array.from({ length: 6 }, () => policy.pick(pool.eligible, requestFrom('10.0.0.1'))?.index);
    expect(picked).toEqual([0, 1, 2, 0, 1, 2]);
  });
});
