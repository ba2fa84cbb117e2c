/** Sessions that clients name in a field of their own. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { Membership } from '../../../src/balancer/core/membership.ts';
import { createPool, seatAll } from '../../../src/balancer/core/pool.ts';
import { SessionTable } from '../../../src/balancer/core/session-table.ts';
import type { Sessions } from '../../../src/balancer/core/sessions.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { backendConfigs, type Seated, seated, setState } from './backends.ts';
import { find, HandClock, sessionsOf, TTL_SECONDS } from './session-visits.ts';

let clock: HandClock;
let seats: Seated;
let store: SessionTable;
let sessions: Sessions;

beforeEach(() => {
  clock = new HandClock();
  seats = seated(1, 1, 1);
  store = SessionTable.create(1024, false);
  sessions = sessionsOf(seats, clock, { mode: 'header' }, store);
});

const named = (name: string): string => `X-Session-Id: ${name}`;
const backend = (index: number): Backend => seats.pool.backends[index] as Backend;

/** A request with this field is answered by that backend. */
function answered(field: string, index: number): void {
  expect(sessions.stick(find(sessions, field).visit, backend(index))).toBe('');
}

test('who names a session comes back to where it began; nobody else does', () => {
  answered(named('anna'), 2);
  answered(named('bert'), 0);
  expect(find(sessions, named('anna')).index).toBe(2);
  expect(find(sessions, named('bert')).index).toBe(0);
  for (const field of [named('anna '.repeat(2)), named('Anna'), named('ann'), 'X-Session-Idx: anna', 'Cookie: anna']) {
    expect(find(sessions, field).index, field).toBe(-1);
  }
});

test('the name of the field is of any case, space around the value is none of it, the first value counts', () => {
  answered('x-session-ID:anna', 1);
  for (const fields of [
    [named('anna')],
    ['X-SESSION-ID: \t anna \t'],
    ['X-Session-Id:', named('anna'), named('bert')],
  ]) {
    expect(find(sessions, ...fields).index, fields.join()).toBe(1);
  }
});

test('without a name, or with an empty one, there is no session', () => {
  for (const fields of [[], ['X-Session-Id: '], ['X-Session-Id:', 'X-Session-Id: \t']]) {
    const { visit } = find(sessions, ...fields);
    expect(sessions.stick(visit, backend(1))).toBe('');
    expect(find(sessions, ...fields).index).toBe(-1);
  }
});

test('all threads that share the table and the secret agree; other secrets have other names', () => {
  answered(named('anna'), 2);
  const options = [SessionTable.open(store.handle)] as const;
  expect(find(sessionsOf(seats, clock, { mode: 'header' }, ...options), named('anna')).index).toBe(2);
  const other = sessionsOf(seats, clock, { mode: 'header', secret: 'another' }, ...options);
  expect(find(other, named('anna')).index).toBe(-1);
});

test('it ends when it was not used for the TTL', () => {
  answered(named('anna'), 1);
  for (let i = 0; i < 5; i++) {
    clock.pass(TTL_SECONDS);
    expect(find(sessions, named('anna')).index).toBe(1);
  }
  clock.pass(TTL_SECONDS + 1);
  expect(find(sessions, named('anna')).index).toBe(-1);
});

test.each(['Unhealthy', 'Draining'] as const)('a backend that is %s loses its sessions to who answers', (state) => {
  answered(named('anna'), 1);
  setState(seats.pool, backend(1), state);
  expect(find(sessions, named('anna')).index).toBe(-1);
  answered(named('anna'), 0);
  setState(seats.pool, backend(1), 'Healthy');
  expect(find(sessions, named('anna')).index).toBe(0);
});

test('the next backend in the row of one that is gone inherits no session', () => {
  const table = StateTable.create(2);
  const members = seatAll(table, backendConfigs([1, 1]));
  const pool = createPool({ table, members });
  const membership = new Membership(table, pool, members, (generation) => table.adopted(0, generation));
  const one = sessionsOf({ table, pool }, clock, { mode: 'header' }, store);
  const gone = pool.backends[1] as Backend;
  one.stick(find(one, named('anna')).visit, gone);
  membership.remove(gone);
  const heir = membership.add({ ...gone.config, port: 4000 }, false) as Backend;
  expect(heir.index).toBe(gone.index);
  expect(find(one, named('anna')).visit.backend).toBe(null);
  one.stick(find(one, named('bert')).visit, gone);
  expect(find(one, named('bert')).visit.backend, 'who is no member gets no session').toBe(null);
});

test('more names than there is room for: those used last are known, the rest is left to the policy', () => {
  store = SessionTable.create(8, false);
  sessions = sessionsOf(seats, clock, { mode: 'header' }, store);
  const names = fc.uniqueArray(fc.stringMatching(/^[!-~]{1,60}$/), { minLength: 9, maxLength: 30 });
  fc.assert(
    fc.property(names, (all) => {
      for (const [i, name] of all.entries()) {
        clock.pass(1);
        answered(named(name), i % 3);
      }
      const indices = all.map((name) => find(sessions, named(name)).index);
      expect(indices).toEqual(all.map((_, i) => (i < all.length - 8 ? -1 : i % 3)));
      clock.pass(TTL_SECONDS + 1);
    }),
  );
});
