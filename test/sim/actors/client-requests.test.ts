/** What a client sends: methods, bodies in both framings, fields, cookies. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { wholeBody } from '../../../src/sim/actors/request-body.ts';
import { clientLab, MS, stamped } from './client-lab.ts';

const none = (): void => {};

describe('methods', () => {
  test('HEAD: its answer has no body, and the length that it names is none', async () => {
    const { lab, subject, send, endings } = await clientLab(none, { request: { method: 'HEAD' } });
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toMatch(/^HEAD \/r\/0\?id=0 /);
    subject.peer.write(stamped(0).slice(0, -bodyOf(0).length));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1']);
  });

  test('HEAD: a body is too much', async () => {
    const { lab, subject, send, endings } = await clientLab(none, { request: { method: 'HEAD' } });
    send(0);
    lab.runTo(1 * MS);
    subject.peer.write(stamped(0));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1 overlong']);
  });

  test('POST without a body says so', async () => {
    const { lab, subject, send } = await clientLab(none, { request: { method: 'POST' } });
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toContain('\r\nContent-Length: 0\r\n');
  });
});

describe('bodies', () => {
  test.each([10, 16_384, 16_385, 300_000])('%d bytes with a length, every eighth in chunks', async (body) => {
    const { lab, subject, send } = await clientLab(none, { request: { method: 'POST', path: '/up', body } });
    send(6);
    lab.runTo(500 * MS);
    send(7);
    lab.runTo(900 * MS);
    const [plain, chunked] = subject.peers.map(({ text }) => text);
    expect(plain).toContain(`\r\nContent-Length: ${body}\r\n`);
    expect(plain?.split('\r\n\r\n')[1]).toBe(wholeBody(6, body));
    expect(chunked).toContain('\r\nTransfer-Encoding: chunked\r\n');
    expect(chunked?.slice(chunked.indexOf('\r\n\r\n') + 4)).toBe(wholeBody(7, body));
    expect(wholeBody(7, body).endsWith('\r\n0\r\n\r\n')).toBe(true);
  });

  test('a large one waits for its reader', async () => {
    const body = 4_000_000;
    const { lab, subject, send } = await clientLab((peer) => peer.connection.pause(), {
      request: { method: 'PUT', body },
    });
    send(0);
    lab.runTo(100 * MS);
    expect(subject.peer.text).toBe('');
    subject.peer.connection.resume();
    lab.runTo(900 * MS);
    expect(subject.peer.text.split('\r\n\r\n')[1]).toHaveLength(body);
  });
});

describe('fields', () => {
  test('those of the scenario, with the client’s name where that is asked for', async () => {
    const headers = { 'x-user': 'u-$client', accept: 'text/plain' };
    const { lab, subject, send } = await clientLab(none, { request: { headers } });
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toContain('\r\nx-user: u-c1\r\n');
    expect(subject.peer.text).toContain('\r\naccept: text/plain\r\n');
  });
});

describe('sessions', () => {
  test('cookies are kept, changed, taken back, and sent', async () => {
    const { lab, subject, send } = await clientLab(none, { sessions: { kind: 'cookie' } });
    const cookies: (string | undefined)[] = [];
    const answers = [
      'Set-Cookie: a=1; Path=/\r\nSet-Cookie: b="2"; HttpOnly\r\n',
      'Set-Cookie: a=3\r\n',
      'Set-Cookie: b=; Max-Age=0\r\n',
      '',
    ];
    for (const [id, more] of answers.entries()) {
      send(id);
      lab.runTo((id * 10 + 1) * MS);
      cookies.push(/\r\nCookie: (.*)\r\n/.exec(subject.peer.text.slice(subject.peer.text.lastIndexOf('GET ')))?.[1]);
      subject.peer.write(stamped(id, bodyOf(id), 200, more));
      lab.runTo((id * 10 + 2) * MS);
    }
    expect(cookies).toEqual([undefined, 'a=1; b="2"', 'a=3; b="2"', 'a=3']);
  });

  test('without sessions nothing is kept', async () => {
    const { lab, subject, send } = await clientLab();
    send(0);
    lab.runTo(1 * MS);
    subject.peer.write(stamped(0, bodyOf(0), 200, 'Set-Cookie: a=1\r\n'));
    lab.runTo(2 * MS);
    send(1);
    lab.runTo(3 * MS);
    expect(subject.peer.text).not.toContain('Cookie:');
  });

  test('a session can be named by a field', async () => {
    const { lab, subject, send } = await clientLab(none, { sessions: { kind: 'header', name: 'x-session-id' } });
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toContain('\r\nx-session-id: lbsim-c1\r\n');
  });
});
