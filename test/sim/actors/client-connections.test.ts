/** The load client's patience and its connections: kept, used again, and given up when they are out of step. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import type { Peer } from '../../network/peer.ts';
import { rowsOf } from '../rows.ts';
import { clientLab, MS, stamped } from './client-lab.ts';

describe('patience', () => {
  test('is counted from when the request was due', async () => {
    const { lab, send, history } = await clientLab();
    lab.runTo(400 * MS);
    send(0, 100 * MS);
    send(1, 300.4 * MS);
    lab.run();
    const [first, second] = rowsOf(history, 'client.send');
    expect([first?.a, second?.a]).toEqual([300 * MS, 99.6 * MS]);
    // The list's one timer may serve the first entry late, by what it came late itself.
    const [, last] = rowsOf(history, 'client.done');
    expect(last?.time).toBeLessThanOrEqual(1_400 * MS);
    expect(last?.time).toBeGreaterThanOrEqual(1_300 * MS);
  });
});

describe('connections', () => {
  test('are kept and used again, one request at a time', async () => {
    const { lab, subject, send, endings } = await clientLab();
    send(0);
    lab.runTo(1 * MS);
    send(1);
    lab.runTo(2 * MS);
    expect(subject.peers).toHaveLength(2);
    for (const [id, peer] of subject.peers.entries()) peer.write(stamped(id));
    lab.runTo(3 * MS);
    send(2);
    lab.runTo(4 * MS);
    expect(subject.peers).toHaveLength(2);
    const asked = subject.peers.findIndex((peer) => peer.text.includes('GET /r/2?'));
    subject.peers[asked]?.write(stamped(2));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1', '1: ok 200 b1', '2: ok 200 b1']);
  });

  test.each([
    ['the answer says so', (peer: Peer) => peer.write(stamped(0, bodyOf(0), 200, 'Connection: close\r\n'))],
    ['more came than was asked for', (peer: Peer) => peer.write(`${stamped(0)}HTTP/1.1`)],
    [
      'something came unasked later',
      (peer: Peer) => {
        peer.write(stamped(0));
        peer.write(stamped(0));
      },
    ],
    [
      'it was ended while it waited',
      (peer: Peer) => {
        peer.write(stamped(0));
        peer.end();
      },
    ],
  ])('are not used again when %s', async (_, act) => {
    const { lab, subject, send } = await clientLab();
    send(0);
    lab.runTo(1 * MS);
    act(subject.peer);
    lab.runTo(2 * MS);
    send(1);
    lab.runTo(3 * MS);
    expect(subject.peers.map((peer) => peer.text.includes('GET /r/1?'))).toEqual([false, true]);
    expect(subject.peer.has('end') || subject.peer.closed).toBe(true);
  });

  test('come from the client’s own address', async () => {
    const { lab, subject, send } = await clientLab();
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.connection.remote.host).toBe('127.1.0.1');
  });

  test('close: those that wait are closed, those at work finish', async () => {
    const { lab, subject, send, client, endings } = await clientLab();
    send(0);
    send(1);
    lab.runTo(1 * MS);
    subject.peers[0]?.write(stamped(0));
    lab.runTo(2 * MS);
    client.close();
    lab.runTo(3 * MS);
    expect(subject.peers.map((peer) => peer.has('end'))).toEqual([true, false]);
    subject.peers[1]?.write(stamped(1));
    lab.run();
    expect(endings()).toHaveLength(2);
  });

  test('stop: everything is closed, and no more is told', async () => {
    const { lab, subject, send, client, endings } = await clientLab();
    send(0);
    lab.runTo(1 * MS);
    client.stop();
    lab.run();
    expect([subject.peer.has('end'), endings()]).toEqual([true, []]);
  });
});
