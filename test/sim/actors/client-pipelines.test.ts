/** Connections that serve one request each, and connections that carry several at a time. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import type { Peer } from '../../network/peer.ts';
import { clientLab, MS, stamped } from './client-lab.ts';

const none = (): void => {};

describe('a connection for each request', () => {
  test('says so, and is not used again', async () => {
    const { lab, subject, send, endings } = await clientLab(none, { connections: { kind: 'close' } });
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toContain('\r\nConnection: close\r\n');
    subject.peer.write(stamped(0));
    lab.runTo(2 * MS);
    send(1);
    lab.runTo(3 * MS);
    subject.peers[1]?.write(stamped(1));
    lab.run();
    expect(subject.peers).toHaveLength(2);
    expect(endings()).toEqual(['0: ok 200 b1', '1: ok 200 b1']);
  });
});

describe('pipelines', () => {
  const pipelined = (onPeer: (peer: Peer) => void = none) =>
    clientLab(onPeer, { connections: { kind: 'pipeline', depth: 3 } });

  test('carry so many at a time, the next one gets a connection of its own', async () => {
    const { lab, subject, send } = await pipelined();
    for (let id = 0; id < 4; id++) send(id);
    lab.runTo(1 * MS);
    const ids = subject.peers.map(({ text }) => [...text.matchAll(/GET \/r\/(\d+)\?/g)].map(([, id]) => id).join(' '));
    expect(ids.sort()).toEqual(['0 1 2', '3']);
  });

  test.each([
    ['at once', (peer: Peer) => peer.write([0, 1, 2].map((id) => stamped(id)).join(''))],
    ['one by one', (peer: Peer) => void [0, 1, 2].map((id) => peer.write(stamped(id)))],
    [
      'byte by byte',
      (peer: Peer) => void [...stamped(0), ...stamped(1), ...stamped(2)].map((byte) => peer.write(byte)),
    ],
  ])('take their answers in order, whether they come %s', async (_, act) => {
    const { lab, subject, send, endings } = await pipelined();
    for (let id = 0; id < 3; id++) send(id);
    lab.runTo(1 * MS);
    act(subject.peer);
    lab.runTo(50 * MS);
    expect(endings()).toEqual(['0: ok 200 b1', '1: ok 200 b1', '2: ok 200 b1']);
    send(3);
    lab.runTo(51 * MS);
    subject.peer.write(stamped(3));
    lab.run();
    expect(subject.peers).toHaveLength(1);
    expect(endings()).toHaveLength(4);
  });

  test('see answers in the wrong order', async () => {
    const { lab, subject, send, endings } = await pipelined();
    send(0);
    send(1);
    lab.runTo(1 * MS);
    subject.peer.write(stamped(1) + stamped(0));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1 foreign body', '1: ok 200 b1 foreign body']);
  });

  test('know what came behind the last answer', async () => {
    const { lab, subject, send, endings } = await pipelined();
    send(0);
    send(1);
    lab.runTo(1 * MS);
    subject.peer.write(`${stamped(0)}${stamped(1)}x`);
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1', '1: ok 200 b1 overlong']);
  });

  test.each([
    [
      'closed after an answer',
      (peer: Peer) => peer.write(stamped(0, bodyOf(0), 200, 'Connection: close\r\n')),
      ['0: ok 200 b1', '1: unknown closed without an answer'],
    ],
    [
      'ended in an answer',
      (peer: Peer) => {
        peer.write(stamped(0).slice(0, -1));
        peer.end();
      },
      ['0: unknown 200 b1 truncated', '1: unknown closed without an answer'],
    ],
    ['reset', (peer: Peer) => peer.reset(), ['0: unknown reset', '1: unknown reset']],
    [
      'broken',
      (peer: Peer) => peer.write('no HTTP\r\n\r\n'),
      ['0: unknown malformed', '1: unknown closed without an answer'],
    ],
  ])('that are %s leave nobody waiting', async (_, act, expected) => {
    const { lab, subject, send, endings } = await pipelined();
    send(0);
    send(1);
    lab.runTo(1 * MS);
    act(subject.peer);
    lab.run();
    expect(endings()).toEqual(expected);
  });

  test('are given up as a whole when the client loses its patience with one', async () => {
    const { lab, subject, send, endings } = await pipelined();
    send(0, 0);
    lab.runTo(500 * MS);
    send(1);
    lab.run();
    expect(endings()).toEqual(['0: unknown timeout', '1: unknown aborted']);
    expect(subject.peers).toHaveLength(1);
  });
});
