/** The load as a whole: sent when due, counted, and over when the last answer is there. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { clientHost } from '../../../src/sim/actors/address.ts';
import { clientCount, LoadGenerator } from '../../../src/sim/actors/load-generator.ts';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { type LoadSpec, PLAIN_STREAM } from '../../../src/sim/scenario/load-spec.ts';
import { listen, type Peer } from '../../network/peer.ts';
import { emptyHistory, rowsOf } from '../rows.ts';
import { Lab } from '../virtual/lab.ts';

const S = 1_000_000;
const SUBJECT = { host: '127.0.0.2', port: 8080 };
const LOAD: LoadSpec = {
  ...PLAIN_STREAM,
  start: 0,
  duration: 2 * S,
  arrivals: { kind: 'rate', rate: 50, spacing: 'constant' },
  clients: 7,
  timeout: S,
};

async function play(load: readonly LoadSpec[], answers: boolean) {
  const lab = new Lab({ latency: 0 });
  const reply = (peer: Peer): void => {
    let read = 0;
    peer.onChunk = () => {
      for (const [, id] of peer.text.slice(read).matchAll(/GET \/r\/(\d+)\?/g)) {
        const body = bodyOf(Number(id));
        const head = `HTTP/1.1 200 OK\r\nX-Lbsim-Id: ${id}\r\nX-Lbsim-Backend: b1\r\nContent-Length: ${body.length}\r\n\r\n`;
        if (answers) peer.write(head + body);
      }
      read = peer.size;
    };
  };
  const subject = await listen(lab.start('lb', SUBJECT.host).world, SUBJECT, reply);
  const near = lab.start('lab', '127.0.0.1');
  const history = emptyHistory();
  const { clock } = near.process;
  const network = near.network;
  const generator = new LoadGenerator({
    clock,
    network,
    random: seededRandom(1),
    sink: history,
    subject: SUBJECT,
    load,
  });
  let finishedAt = -1;
  generator.start(S, () => {
    finishedAt = clock.now();
  });
  return { lab, near, generator, history, subject, finishedAt: () => finishedAt };
}

describe('the load', () => {
  test('every request when it is due, answered or not', async () => {
    const { lab, generator, history, finishedAt } = await play([LOAD], false);
    lab.run();
    const sends = rowsOf(history, 'client.send');
    expect(sends.map(({ time }) => time)).toEqual(Array.from({ length: 100 }, (_, i) => S + i * 20_000));
    expect(sends.map(({ req }) => req)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(generator.counts).toEqual({ sent: 100, ok: 0, failed: 100 });
    // The last one is sent at 2.98 s and waited for until 3.98 s.
    expect(finishedAt()).toBe(3_980_000);
    expect(generator.inFlight).toBe(0);
  });

  test('is over at its end when all is answered by then', async () => {
    const { lab, generator, finishedAt } = await play([LOAD], true);
    lab.run();
    expect(generator.counts).toEqual({ sent: 100, ok: 100, failed: 0 });
    expect(finishedAt()).toBe(2_980_000);
  });

  test('streams share their clients, and each keeps its own time', async () => {
    const second: LoadSpec = {
      ...LOAD,
      start: S,
      duration: S,
      arrivals: { kind: 'rate', rate: 10, spacing: 'poisson' },
      clients: 12,
    };
    const { lab, history, generator } = await play([LOAD, second], true);
    lab.run();
    expect(clientCount([LOAD, second])).toBe(12);
    const names = new Set(rowsOf(history, 'client.send').map(({ actor }) => actor));
    expect(names.size).toBeGreaterThan(7);
    expect([...names].every((name) => /^c([1-9]|1[0-2])$/.test(name))).toBe(true);
    expect(generator.counts.sent).toBe(rowsOf(history, 'client.send').length);
  });

  test('stopped in the middle: nothing more is sent, and its end is not told', async () => {
    const { lab, generator, history, subject, finishedAt } = await play([LOAD], false);
    lab.runTo(1_500_000);
    generator.stop();
    const sent = rowsOf(history, 'client.send').length;
    lab.run();
    expect(rowsOf(history, 'client.send')).toHaveLength(sent);
    expect(finishedAt()).toBe(-1);
    expect(subject.peers.every((peer) => peer.has('end'))).toBe(true);
  });

  test('a closed loop: each client waits for its answer, thinks, and asks again', async () => {
    const closed: LoadSpec = { ...LOAD, duration: S, clients: 3, arrivals: { kind: 'closed', think: 100_000 } };
    const { lab, history, generator, finishedAt } = await play([closed], true);
    lab.run();
    const sends = rowsOf(history, 'client.send');
    const dones = rowsOf(history, 'client.done');
    // Answers take no time here: each client sends once in 100 ms, from some time in the first 100 ms on.
    expect(sends.length).toBeGreaterThanOrEqual(3 * 10);
    expect(sends.length).toBeLessThanOrEqual(3 * 10 + 3);
    for (const actor of ['c1', 'c2', 'c3']) {
      const mine = [...sends, ...dones].filter((row) => row.actor === actor).sort((a, b) => a.index - b.index);
      expect(mine.map(({ kind }) => kind)).toEqual(mine.map((_, i) => (i % 2 === 0 ? 'client.send' : 'client.done')));
    }
    expect(generator.inFlight).toBe(0);
    expect(finishedAt()).toBeGreaterThanOrEqual(2 * S);
  });

  test('a closed loop before a closed door neither spins nor stops', async () => {
    const closed: LoadSpec = { ...LOAD, duration: S / 10, clients: 2, arrivals: { kind: 'closed', think: 0 } };
    const { lab, subject, history, finishedAt } = await play([closed], true);
    subject.listener.close();
    lab.run();
    const sent = rowsOf(history, 'client.send').length;
    expect(sent).toBeGreaterThan(2 * 50);
    expect(sent).toBeLessThanOrEqual(2 * 101);
    expect(finishedAt()).toBeGreaterThan(0);
  });

  test('a mix, by its shares; rows say which stream and which request', async () => {
    const mix: LoadSpec = {
      ...LOAD,
      arrivals: { kind: 'rate', rate: 1_000, spacing: 'constant' },
      requests: [
        { share: 0.8, method: 'GET', path: '/r', body: 0, headers: {} },
        { share: 0.2, method: 'GET', path: '/r/other', body: 0, headers: {} },
      ],
    };
    const { lab, history } = await play([{ ...LOAD, duration: S / 10 }, mix], true);
    lab.run();
    const sends = rowsOf(history, 'client.send').filter(({ b }) => b === 1);
    expect(rowsOf(history, 'client.send').filter(({ b }) => b === 0)).toHaveLength(5);
    const others = sends.filter(({ text }) => text === 'GET /r/other 0').length;
    expect(others + sends.filter(({ text }) => text === 'GET /r 0').length).toBe(2_000);
    expect(Math.abs(others - 400)).toBeLessThan(5 * Math.sqrt(2_000 * 0.16));
  });

  test('a replay sends what its file says', async () => {
    const replay: LoadSpec = {
      ...LOAD,
      arrivals: { kind: 'replay', due: [0, 5_000, 5_000], requests: [-1, 1, 0] },
      requests: [
        { share: 1, method: 'GET', path: '/r', body: 0, headers: {} },
        { share: 0, method: 'POST', path: '/up', body: 5, headers: {} },
      ],
    };
    const { lab, history } = await play([replay], false);
    lab.run();
    expect(rowsOf(history, 'client.send').map(({ time, text }) => `${time - S} ${text}`)).toEqual([
      '0 GET /r 0',
      '5000 POST /up 5',
      '5000 GET /r 0',
    ]);
  });

  test('a stream says at its end how well the lab kept up', async () => {
    const { lab, near, generator, history } = await play([{ ...LOAD, timeout: 300_000 }], true);
    lab.runTo(S + 500_000);
    // For half a second the lab comes to nothing.
    near.process.freeze();
    lab.runTo(2 * S);
    near.process.thaw();
    lab.run();
    const [row] = rowsOf(history, 'lab.load');
    const sends = rowsOf(history, 'client.send');
    expect(row?.text).toBe('0');
    expect(row?.b).toBe(Math.max(...sends.map(({ a }) => a)));
    expect(row?.b).toBeGreaterThan(200_000);
    expect(row?.b).toBeLessThan(300_000);
    // Whose patience was over before they could be sent are skipped.
    expect(row?.a).toBeGreaterThan(5);
    expect(sends.length + (row?.a ?? 0)).toBe(100);
    expect(generator.inFlight).toBe(0);
  });

  test('addresses of clients are all different', () => {
    const hosts = Array.from({ length: 2_000 }, (_, i) => clientHost(i));
    expect(new Set(hosts).size).toBe(2_000);
    for (const host of hosts) {
      const parts = host.split('.').map(Number);
      expect(parts.slice(0, 2)).toEqual([127, 1]);
      expect(parts.every((part) => part >= 0 && part <= 255)).toBe(true);
      expect(parts[3]).toBeGreaterThan(0);
    }
  });
});
