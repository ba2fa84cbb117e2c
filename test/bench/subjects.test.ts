import { expect, test } from 'vitest';
import { DIRECT_PORT, portsOf } from '../../bench/stage/ports.ts';
import { chooseSubjects, SUBJECTS } from '../../bench/subjects/index.ts';

test('names and ports are each somebody alone', () => {
  const ids = SUBJECTS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const ports = [DIRECT_PORT, ...SUBJECTS.flatMap((_, index) => Object.values(portsOf(index)))];
  expect(new Set(ports).size).toBe(ports.length);
  expect(() => portsOf(20)).toThrow('20 subjects');
});

test('a list of names chooses, in the order of the tables', () => {
  expect(chooseSubjects('haproxy, lbsim').map(({ id }) => id)).toEqual(['lbsim', 'haproxy']);
});

test('a name that is not known is corrected', () => {
  expect(() => chooseSubjects('lbsim,ngnix')).toThrow(/"ngnix".*mean nginx\?.*caddy/);
});
