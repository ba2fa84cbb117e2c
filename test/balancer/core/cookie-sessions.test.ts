/** The session cookie: whom it is believed, how long, and when the client is told anew. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { Membership } from '../../../src/balancer/core/membership.ts';
import { createPool, seatAll } from '../../../src/balancer/core/pool.ts';
import type { Sessions } from '../../../src/balancer/core/sessions.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { backendConfigs, type Seated, seated, setState } from './backends.ts';
import { find, HandClock, issued, sessionsOf, TTL_SECONDS } from './session-visits.ts';

let clock: HandClock;
let seats: Seated;
let sessions: Sessions;

beforeEach(() => {
  clock = new HandClock();
  seats = seated(1, 1, 1);
  sessions = sessionsOf(seats, clock, { mode: 'cookie' });
});

const cookie = (value: string): string => `Cookie: X-LB-Session=${value}`;
const backend = (index: number): Backend => seats.pool.backends[index] as Backend;

describe('the cookie', () => {
  test('brings its client back to the backend that it was given by', () => {
    for (const index of [0, 1, 2]) {
      const value = issued(sessions, seats.pool, index);
      expect(value).toMatch(/^[\w-]{40}$/);
      expect(find(sessions, cookie(value)).index).toBe(index);
    }
  });

  test('tells no address, and looks different for every secret', () => {
    const other = sessionsOf(seats, clock, { mode: 'cookie', secret: 'another secret' });
    const [mine, others] = [sessions, other].map((one) => issued(one, seats.pool, 0)) as [string, string];
    for (const value of [mine, others]) expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain('127');
    expect(mine.slice(0, 8)).not.toBe(others.slice(0, 8));
    expect(mine.slice(8, 16)).toBe(others.slice(8, 16));
    expect(mine.slice(16)).not.toBe(others.slice(16));
  });

  test('is known to every balancer with the same secret, whatever the order of its backends', () => {
    const table = StateTable.create(4);
    const configs = backendConfigs([1, 1, 1, 1]).reverse();
    const elsewhere = { table, pool: createPool({ table, members: seatAll(table, configs) }) };
    const there = sessionsOf(elsewhere, clock, { mode: 'cookie' });
    for (const index of [0, 1, 2]) {
      const found = find(there, cookie(issued(sessions, seats.pool, index))).visit.backend;
      expect(found?.address).toBe(backend(index).address);
    }
  });

  test('has exactly the attributes that are configured', () => {
    const line = (config: Parameters<typeof sessionsOf>[2], secure: boolean): string => {
      const one = sessionsOf(seats, clock, { mode: 'cookie', ...config });
      return one.stick({ ...find(one).visit, secure }, backend(0)).replace(/=[\w-]{40};/, '=VALUE;');
    };
    const usual = 'Set-Cookie: X-LB-Session=VALUE; Path=/; Max-Age=600; HttpOnly; SameSite=Lax';
    expect(line({}, false)).toBe(`${usual}\r\n`);
    expect(line({}, true)).toBe(`${usual}; Secure\r\n`);
    expect(line({ secure: 'always' }, false)).toBe(`${usual}; Secure\r\n`);
    expect(line({ secure: 'never' }, true)).toBe(`${usual}\r\n`);
    expect(
      line({ cookieName: 'stick', path: '/app', httpOnly: false, sameSite: 'None', secure: 'always', ttl: 60e6 }, true),
    ).toBe('Set-Cookie: stick=VALUE; Path=/app; Max-Age=60; SameSite=None; Secure\r\n');
    expect(line({ sameSite: 'Strict' }, false)).toContain('; SameSite=Strict\r\n');
  });
});

describe('among other cookies', () => {
  test('is found in any place, and other names are not taken for it', () => {
    const value = issued(sessions, seats.pool, 2);
    const foreign = '0'.repeat(40);
    for (const field of [
      `Cookie: a=b; X-LB-Session=${value}`,
      `Cookie: X-LB-Session=${value}; a=b`,
      `Cookie: a=b;X-LB-Session=${value};c=d`,
      `Cookie: a="; b; "; \t X-LB-Session=${value} \t; ;;`,
      `cookie: X-LB-Session=; X-LB-Session=short; X-LB-Session=${foreign}; X-LB-Session=${value}`,
      `COOKIE: =; a; X-LB-Session; X-LB-Session=${value}`,
    ]) {
      expect(find(sessions, field).index, field).toBe(2);
    }
    for (const field of [
      `Cookie: x-lb-session=${value}`,
      `Cookie: XX-LB-Session=${value}`,
      `Cookie: X-LB-Session =${value}`,
      `Cookie: X-LB-Session="${value}"`,
      `Cookie: a=X-LB-Session=${value}`,
      `Cookie: X-LB-Session=${value}x`,
      `Set-Cookie: X-LB-Session=${value}`,
      `X: X-LB-Session=${value}`,
    ]) {
      expect(find(sessions, field).visit.backend, field).toBe(null);
    }
  });

  test('the first valid one counts, over all Cookie fields', () => {
    const [first, second] = [1, 2].map((index) => issued(sessions, seats.pool, index)) as [string, string];
    const forged = `${second.slice(0, -1)}${second.endsWith('A') ? 'B' : 'A'}`;
    expect(find(sessions, cookie(forged), 'Cookie: a=b', cookie(first), cookie(second)).index).toBe(1);
    expect(find(sessions, `Cookie: X-LB-Session=${forged}; X-LB-Session=${second}; X-LB-Session=${first}`).index).toBe(
      2,
    );
  });

  test('a flood of forged ones is not all looked into', () => {
    const value = issued(sessions, seats.pool, 0);
    const forged = (i: number): string => `X-LB-Session=${value.slice(0, 36)}${i.toString(36).padStart(4, '-')}`;
    const flood = (count: number): string => Array.from({ length: count }, (_, i) => forged(i)).join('; ');
    const fresh = sessionsOf(seats, clock, { mode: 'cookie' });
    expect(find(fresh, `Cookie: ${flood(8)}; X-LB-Session=${value}`).index).toBe(-1);
    expect(find(fresh, `Cookie: ${flood(7)}; X-LB-Session=${value}`).index).toBe(0);
  });
});

describe('what is no cookie of ours', () => {
  const digit = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
  const character = fc.oneof(digit, fc.constantFrom(...'+/=.~%!" ', '\x80', '\xff', '\xc3'));

  test.each(['cold', 'warm'])('no change of a valid one is accepted (%s)', (state) => {
    const value = issued(sessions, seats.pool, 1);
    fc.assert(
      fc.property(fc.nat(39), character, fc.nat(39), character, (at, put, atToo, putToo) => {
        const one = state === 'warm' ? sessions : sessionsOf(seats, clock, { mode: 'cookie' });
        const characters = [...value];
        characters[at] = put;
        for (const changed of [characters.join(''), characters.with(atToo, putToo).join('')]) {
          expect(find(one, cookie(changed)).visit.backend?.index ?? -1).toBe(changed === value ? 1 : -1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('no bit of a valid one may be flipped', () => {
    const bytes = Buffer.from(issued(sessions, seats.pool, 1), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(find(sessions, cookie(flipped.toString('base64url'))).visit.backend, `bit ${bit}`).toBe(null);
    }
  });

  test('truncated, prolonged or stitched together ones', () => {
    const values = [0, 1].map((index) => issued(sessions, seats.pool, index)) as [string, string];
    clock.pass(5);
    const later = issued(sessions, seats.pool, 0);
    for (let length = 0; length < 40; length++) {
      expect(find(sessions, cookie(values[0].slice(0, length))).visit.backend).toBe(null);
      expect(find(sessions, cookie(values[0] + values[1].slice(0, length + 1))).visit.backend).toBe(null);
      for (const other of [values[1], later]) {
        const stitched = values[0].slice(0, length) + other.slice(length);
        if (stitched === values[0] || stitched === other) continue;
        expect(find(sessions, cookie(stitched)).visit.backend, stitched).toBe(null);
      }
    }
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.array(character, { minLength: 40, maxLength: 40 }), (characters) => {
        const { index, visit } = find(sessions, cookie(characters.join('')));
        expect([index, visit.backend, visit.due]).toEqual([-1, null, false]);
      }),
    );
  });

  test('one that another secret signed', () => {
    const other = sessionsOf(seats, clock, { mode: 'cookie', secret: 'a secret ' });
    expect(find(sessions, cookie(issued(other, seats.pool, 0))).visit.backend).toBe(null);
  });
});

describe('as time passes', () => {
  test('it holds for the TTL, and not a second longer', () => {
    const value = issued(sessions, seats.pool, 1);
    clock.pass(TTL_SECONDS);
    expect(find(sessions, cookie(value)).index).toBe(1);
    clock.pass(1);
    const { index, visit } = find(sessions, cookie(value));
    expect([index, visit.backend]).toEqual([-1, null]);
    expect(sessions.stick(visit, backend(1))).toMatch(/^Set-Cookie: /);
    expect(find(sessionsOf(seats, clock, { mode: 'cookie' }), cookie(value)).index).toBe(-1);
  });

  test('it is renewed after a tenth of the TTL, and not before', () => {
    const value = issued(sessions, seats.pool, 1);
    clock.pass(TTL_SECONDS / 10 - 1);
    expect(sessions.stick(find(sessions, cookie(value)).visit, backend(1))).toBe('');
    clock.pass(1);
    const line = sessions.stick(find(sessions, cookie(value)).visit, backend(1));
    expect(line).toMatch(/^Set-Cookie: X-LB-Session=[\w-]{40}; /);
    const renewed = line.slice('Set-Cookie: X-LB-Session='.length).slice(0, 40);
    expect(renewed).not.toBe(value);
    expect(sessions.stick(find(sessions, cookie(renewed)).visit, backend(1))).toBe('');
  });

  test('who comes often enough stays for ever, and is told at most ten times in a TTL', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: TTL_SECONDS * 0.9 }), { maxLength: 40 }), (pauses) => {
        let value = issued(sessions, seats.pool, 2);
        let told = 0;
        const start = clock.ms;
        for (const pause of pauses) {
          clock.pass(pause);
          const { index, visit } = find(sessions, cookie(value));
          expect(index).toBe(2);
          const line = sessions.stick(visit, backend(2));
          if (line === '') continue;
          told++;
          value = line.slice('Set-Cookie: X-LB-Session='.length).slice(0, 40);
        }
        expect(told).toBeLessThanOrEqual((clock.ms - start) / 1000 / (TTL_SECONDS / 10));
      }),
    );
  });

  test('a clock that is a little behind is no matter; one far behind believes nothing, and renews what it must', () => {
    const value = issued(sessions, seats.pool, 0);
    clock.pass(-30);
    expect(sessions.stick(find(sessions, cookie(value)).visit, backend(0))).toBe('');
    clock.pass(-60);
    const { index, visit } = find(sessions, cookie(value));
    expect(index).toBe(0);
    expect(sessions.stick(visit, backend(0))).toMatch(/^Set-Cookie: /);
    clock.pass(-TTL_SECONDS);
    expect(find(sessions, cookie(value)).index).toBe(-1);
  });

  test('what is remembered of genuine cookies makes no difference', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ pause: fc.nat(400), index: fc.nat(2) }), { maxLength: 30 }), (steps) => {
        const values: string[] = [];
        for (const { pause, index } of steps) {
          values.push(issued(sessions, seats.pool, index));
          clock.pass(pause);
          for (const value of values) {
            const cold = find(sessionsOf(seats, clock, { mode: 'cookie' }), cookie(value));
            expect(find(sessions, cookie(value))).toEqual(cold);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('as backends come and go', () => {
  test.each(['Unhealthy', 'Draining'] as const)(
    'one that is %s: the policy chooses, and who answers has the session',
    (state) => {
      const value = issued(sessions, seats.pool, 1);
      setState(seats.pool, backend(1), state);
      const { index, visit } = find(sessions, cookie(value));
      expect([index, visit.backend?.index]).toEqual([-1, 1]);
      const line = sessions.stick(visit, backend(2));
      const moved = line.slice('Set-Cookie: X-LB-Session='.length).slice(0, 40);
      expect(find(sessions, cookie(moved)).index).toBe(2);
      setState(seats.pool, backend(1), 'Healthy');
      expect(find(sessions, cookie(moved)).index).toBe(2);
      expect(sessions.stick(find(sessions, cookie(moved)).visit, backend(2))).toBe('');
    },
  );

  test('one that is gone: nothing is left of its sessions, and the next in its row inherits none', () => {
    const table = StateTable.create(2);
    const members = seatAll(table, backendConfigs([1, 1]));
    const pool = createPool({ table, members });
    const membership = new Membership(table, pool, members, (generation) => table.adopted(0, generation));
    const one = sessionsOf({ table, pool }, clock, { mode: 'cookie' });
    const gone = pool.backends[1] as Backend;
    const value = issued(one, pool, 1);
    membership.remove(gone);
    expect(find(one, cookie(value)).visit.backend).toBe(null);
    expect(one.stick(find(one).visit, gone), 'who is no member gets no session').toBe('');
    const heir = membership.add({ ...gone.config, port: 4000 }, false) as Backend;
    expect(heir.index).toBe(1);
    expect(find(one, cookie(value)).visit.backend).toBe(null);
    membership.remove(heir);
    const back = membership.add(gone.config, false) as Backend;
    expect(find(one, cookie(value)).visit.backend).toBe(back);
  });

  test('one whose weight or probes change keeps its sessions', () => {
    const table = StateTable.create(2);
    const members = seatAll(table, backendConfigs([1, 1]));
    const pool = createPool({ table, members });
    const membership = new Membership(table, pool, members, () => {});
    const one = sessionsOf({ table, pool }, clock, { mode: 'cookie' });
    const value = issued(one, pool, 1);
    const before = pool.backends[1] as Backend;
    membership.change(before, { ...before.config, weight: 7 });
    const { visit } = find(one, cookie(value));
    expect(visit.backend).toBe(before);
    expect(one.stick(visit, before)).toBe('');
  });
});
