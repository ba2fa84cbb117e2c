/** Reading a page of the subject: one answer, whatever happens, and in time. */
import { expect, test } from 'vitest';
import { type Reading, readPage } from '../../../src/sim/actors/reader.ts';
import { listen, type Peer } from '../../network/peer.ts';
import { Lab } from '../virtual/lab.ts';

const SUBJECT = { host: '127.0.0.2', port: 8080 };
const TIMEOUT = 100_000;

/** Reads a page from someone who does this with the connection once the request is there. */
async function read(act: (peer: Peer) => void, listens = true): Promise<{ readings: Reading[]; at: number }> {
  const lab = new Lab({ latency: 0 });
  const subject = await listen(lab.start('lb', SUBJECT.host).world, SUBJECT, (peer) => {
    peer.onChunk = () => act(peer);
  });
  if (!listens) subject.listener.close();
  const near = lab.start('lab', '127.0.0.1');
  const readings: Reading[] = [];
  let at = -1;
  const reach = { clock: near.process.clock, network: near.network, subject: SUBJECT, timeout: TIMEOUT };
  readPage(reach, '/lb/health', (reading) => {
    readings.push(reading);
    at = lab.scheduler.now;
  });
  lab.run();
  return { readings, at };
}

test.each<[string, (peer: Peer) => void, Reading]>([
  ['an answer', (peer) => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'), { status: 200, body: 'OK' }],
  [
    'one that ends with the connection',
    (peer) => {
      peer.write('HTTP/1.1 500 X\r\n\r\nhal');
      peer.write('lo');
      peer.end();
    },
    { status: 500, body: 'hallo' },
  ],
  [
    'a page without end',
    (peer) => peer.write(`HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n${'x'.repeat(8_000_000)}`),
    { status: 0, body: 'the page is too large' },
  ],
  ['no HTTP', (peer) => peer.write('what?\r\n\r\n'), { status: 0, body: 'the status line is malformed' }],
  [
    'half an answer',
    (peer) => {
      peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nha');
      peer.end();
    },
    { status: 0, body: 'the connection ended inside a message' },
  ],
  ['an end', (peer) => peer.end(), { status: 0, body: 'the connection was closed without an answer' }],
  ['a reset', (peer) => peer.reset(), { status: 0, body: 'the peer reset the connection' }],
])('%s', async (_, act, reading) => {
  const { readings } = await read(act);
  expect(readings).toEqual([reading]);
});

test('silence: it gives up when its time is over', async () => {
  const { readings, at } = await read(() => {});
  expect(readings).toEqual([{ status: 0, body: 'no answer in time' }]);
  expect(at).toBe(TIMEOUT);
});

test('nobody listens', async () => {
  const { readings } = await read(() => {}, false);
  expect(readings[0]?.status).toBe(0);
  expect(readings[0]?.body).toMatch(/nobody listens/);
});
