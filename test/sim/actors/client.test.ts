/** The load client against answers of every kind: how each ending is classified. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import type { Peer } from '../../network/peer.ts';
import { clientLab, MS, SUBJECT, stamped } from './client-lab.ts';

/** An answer that the balancer gives by itself. */
function own(status: number): string {
  return `HTTP/1.1 ${status} X\r\nContent-Length: 4\r\n\r\nsee!`;
}

function swapped(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
}

const CUT = stamped(0).slice(0, -10);

/** What the balancer does with request 0, and how the client calls that. */
const ENDINGS: readonly (readonly [name: string, act: (peer: Peer) => void, ending: string])[] = [
  ['a whole answer', (peer) => peer.write(stamped(0)), 'ok 200 b1'],
  ['an error of a backend', (peer) => peer.write(stamped(0, bodyOf(0), 500)), 'ok 500 b1'],
  ['503 of a backend', (peer) => peer.write(stamped(0, bodyOf(0), 503)), 'ok 503 b1'],
  ['503 of the balancer', (peer) => peer.write(own(503)), 'failed 503'],
  ['400 of the balancer', (peer) => peer.write(own(400)), 'failed 400'],
  ['404 of the balancer', (peer) => peer.write(own(404)), 'failed 404'],
  ['500 of the balancer', (peer) => peer.write(own(500)), 'unknown 500'],
  ['502 of the balancer', (peer) => peer.write(own(502)), 'unknown 502'],
  ['504 of the balancer', (peer) => peer.write(own(504)), 'unknown 504'],
  ['200 without a stamp', (peer) => peer.write(own(200)), 'unknown 200 no stamp'],
  ['a redirect without a stamp', (peer) => peer.write(own(302)), 'unknown 302 no stamp'],
  ['the answer to another request', (peer) => peer.write(stamped(1)), 'ok 200 b1 foreign body'],
  ['the body of another request', (peer) => peer.write(stamped(0, bodyOf(1))), 'ok 200 b1 corrupt body'],
  ['one wrong byte', (peer) => peer.write(stamped(0, swapped(bodyOf(0), 40))), 'ok 200 b1 corrupt body'],
  ['a body one byte short', (peer) => peer.write(stamped(0, bodyOf(0).slice(0, -1))), 'ok 200 b1 corrupt body'],
  ['a body one byte long', (peer) => peer.write(stamped(0, `${bodyOf(0)}x`)), 'ok 200 b1 corrupt body'],
  ['the body twice', (peer) => peer.write(stamped(0, bodyOf(0) + bodyOf(0))), 'ok 200 b1 corrupt body'],
  ['the answer twice', (peer) => peer.write(stamped(0) + stamped(0)), 'ok 200 b1 overlong'],
  ['an interim answer first', (peer) => peer.write(`HTTP/1.1 100 Continue\r\n\r\n${stamped(0)}`), 'ok 200 b1'],
  ['byte by byte', (peer) => void [...stamped(0)].map((byte) => peer.write(byte)), 'ok 200 b1'],
  ['no HTTP', (peer) => peer.write('SSH-2.0-OpenSSH_9.6\r\n\r\n'), 'unknown malformed'],
  [
    'cut off by an end',
    (peer) => {
      peer.write(CUT);
      peer.end();
    },
    'unknown 200 b1 truncated',
  ],
  [
    'cut off by a reset',
    (peer) => {
      peer.write(CUT);
      peer.reset();
    },
    'unknown 200 b1 truncated',
  ],
  [
    'cut off in its head',
    (peer) => {
      peer.write('HTTP/1.1 200 OK\r\nContent-');
      peer.end();
    },
    'unknown truncated',
  ],
  ['an end without an answer', (peer) => peer.end(), 'unknown closed without an answer'],
  ['a reset', (peer) => peer.reset(), 'unknown reset'],
  [
    'a body that ends with the connection',
    (peer) => {
      peer.write(`HTTP/1.1 200 X\r\nX-Lbsim-Id: 0\r\nX-Lbsim-Backend: b1\r\n\r\n${bodyOf(0)}`);
      peer.end();
    },
    'ok 200 b1',
  ],
  ['silence', () => {}, 'unknown timeout'],
  ['half an answer, then silence', (peer) => peer.write(CUT), 'unknown 200 b1 timeout'],
];

describe('how a request ended', () => {
  test.each(ENDINGS)('%s', async (_, act, ending) => {
    const { lab, subject, send, endings } = await clientLab();
    send(0);
    lab.runTo(10 * MS);
    expect(subject.peer.text).toMatch(
      /^GET \/r\/0\?id=0 HTTP\/1\.1\r\nHost: 127\.0\.0\.2:8080\r\n[\s\S]*X-Lbsim-Id: 0\r\n\r\n$/,
    );
    act(subject.peer);
    lab.run();
    expect(endings()).toEqual([`0: ${ending}`]);
  });

  test('nobody listens: definitely not done', async () => {
    const { lab, subject, send, endings } = await clientLab();
    subject.listener.close();
    send(0);
    lab.run();
    expect(endings()).toEqual(['0: failed refused']);
  });

  test('never connected: definitely not done', async () => {
    const { lab, send, endings } = await clientLab();
    lab.fabric.silence(SUBJECT.host);
    send(0);
    lab.run();
    expect(endings()).toEqual(['0: failed timeout']);
  });

  test('after the last word, nothing more is said', async () => {
    const { lab, subject, send, endings } = await clientLab();
    send(0);
    lab.run();
    subject.peer.write(stamped(0));
    lab.run();
    subject.peer.close();
    lab.run();
    expect(endings()).toEqual(['0: unknown timeout']);
  });
});
