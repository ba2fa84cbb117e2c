/** What is read from /proc: on texts as the kernel writes them, and on this process. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cpuMicros, parseResident, parseStat, residentMb, treeOf } from '../../bench/measure/process-usage.ts';
import { countTimeWait } from '../../bench/measure/time-wait.ts';

test('stat: a name may hold brackets and spaces', () => {
  const text = '4711 (a) b (c) S 12 4711 4711 0 -1 4194304 100 0 0 0 250 75 9 9 20 0 1 0 1 2 3 4\n';
  expect(parseStat(text)).toEqual({ pid: 4711, parent: 12, ticks: 325 });
});

test('status: resident memory in bytes, 0 for a kernel thread', () => {
  expect(parseResident('Name:\tnginx\nVmPeak:\t  99 kB\nVmRSS:\t    1024 kB\nThreads:\t1\n')).toBe(1_048_576);
  expect(parseResident('Name:\tkthreadd\nThreads:\t1\n')).toBe(0);
});

test('a tree is the process and its descendants, and nobody else', () => {
  const stat = (pid: number, parent: number) => ({ pid, parent, ticks: 0 });
  const all = [stat(1, 0), stat(10, 1), stat(12, 11), stat(11, 10), stat(13, 10), stat(20, 1)];
  expect(
    treeOf(10, all)
      .map(({ pid }) => pid)
      .toSorted(),
  ).toEqual([10, 11, 12, 13]);
  expect(treeOf(99, all)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('the figures of a process that exists, and of one that does not', () => {
  const self = parseStat(readFileSync('/proc/self/stat', 'utf8'));
  expect(self).toMatchObject({ pid: process.pid, parent: process.ppid });
  expect(residentMb(process.pid)).toBeGreaterThan(1);
  expect(cpuMicros(process.pid)).toBeGreaterThan(0);
  expect(residentMb(2 ** 30)).toBe(0);
  expect(cpuMicros(2 ** 30)).toBe(0);
});

test('TIME_WAIT at either end of a port, and no other state, port or table head', () => {
  // Port 19421 is 4BDD.
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4BDD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:4BDD 0100007F:9C40 06 00000000:00000000 03:00000A1B 00000000     0        0 0 3 0
   2: 0100007F:9C41 0100007F:4BDD 06 00000000:00000000 03:00000A1B 00000000     0        0 0 3 0
   3: 0100007F:9C42 0100007F:4BDD 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0
   4: 0100007F:9C43 0100007F:4BDE 06 00000000:00000000 03:00000A1B 00000000     0        0 0 3 0
`;
  expect(countTimeWait(text, 19421)).toBe(2);
  expect(countTimeWait(text, 19422)).toBe(1);
  expect(countTimeWait(text, 80)).toBe(0);
});
