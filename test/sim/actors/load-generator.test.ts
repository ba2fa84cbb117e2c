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
  return { lab, generator, history, subject, finishedAt: () => finishedAt };
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
