/** Clients that do on purpose what others don't. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { BAD_REQUESTS, type ClientBehavior } from '../../../src/sim/scenario/load-spec.ts';
import { clientLab, MS, stamped } from './client-lab.ts';

const none = (): void => {};
const odd = (behavior: ClientBehavior, more = {}) => clientLab(none, { behavior, ...more });

describe('slow', () => {
  test('a request drips, body and all', async () => {
    const { lab, subject, send, endings } = await odd(
      { kind: 'slow', bytes: 10, every: 2 * MS },
      { request: { method: 'POST', body: 100 } },
    );
    send(0);
    lab.runTo(1 * MS);
    expect(subject.peer.text).toHaveLength(10);
    lab.runTo(20 * MS);
    expect(subject.peer.text.length % 10).toBe(0);
    expect(subject.peer.text).not.toContain('\r\n\r\n');
    lab.runTo(200 * MS);
    expect(subject.peer.text.split('\r\n\r\n')[1]).toHaveLength(100);
    subject.peer.write(stamped(0));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1']);
  });

  test('an early answer ends the drip', async () => {
    const { lab, subject, send, endings } = await odd({ kind: 'slow', bytes: 1, every: 5 * MS });
    send(0);
    lab.runTo(20 * MS);
    subject.peer.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    lab.runTo(30 * MS);
    const { length } = subject.peer.text;
    lab.run();
    expect(subject.peer.text).toHaveLength(length);
    expect(endings()).toEqual(['0: failed 408']);
  });

  test('an answer is read in sips', async () => {
    const { lab, history, subject, send, endings } = await odd({ kind: 'slow_read', bytes: 100, every: 50 * MS });
    send(0);
    lab.runTo(1 * MS);
    const text = stamped(0);
    const half = text.length >> 1;
    subject.peer.write(text.slice(0, half));
    lab.runTo(2 * MS);
    subject.peer.write(text.slice(half));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1']);
    const done = history.row(history.length - 1);
    expect(done.time).toBeGreaterThanOrEqual((half / 100) * 50 * MS);
  });
});

describe('aborts', () => {
  test('some time after the request', async () => {
    const { lab, history, subject, send, endings } = await odd({ kind: 'abort', when: 'after', amount: 5 * MS });
    send(0);
    lab.run();
    expect(endings()).toEqual(['0: unknown aborted']);
    expect(history.row(history.length - 1).time).toBe(5 * MS);
    expect(subject.peer.text).toContain('\r\n\r\n');
    expect(subject.peer.closed).toBe(true);
  });

  test('never, where the answer comes first', async () => {
    const { lab, subject, send, endings } = await odd({ kind: 'abort', when: 'after', amount: 5 * MS });
    send(0);
    lab.runTo(1 * MS);
    subject.peer.write(stamped(0));
    lab.run();
    expect(endings()).toEqual(['0: ok 200 b1']);
  });

  test('in the middle of the request', async () => {
    const { lab, subject, send, endings } = await odd({ kind: 'abort', when: 'sent', amount: 30 });
    send(0);
    lab.run();
    expect(endings()).toEqual(['0: unknown aborted']);
    expect(subject.peer.text).toHaveLength(30);
  });

  test('in the middle of the answer', async () => {
    const { lab, subject, send, endings } = await odd({ kind: 'abort', when: 'received', amount: 200 });
    send(0);
    lab.runTo(1 * MS);
    subject.peer.write(stamped(0).slice(0, 150));
    lab.runTo(2 * MS);
    expect(endings()).toEqual([]);
    subject.peer.write(stamped(0).slice(150));
    lab.run();
    expect(endings()).toEqual(['0: unknown 200 b1 aborted']);
  });
});

test('half-closed: the request ends the client’s side, and the answer still counts', async () => {
  const { lab, subject, send, endings } = await odd({ kind: 'half_close' });
  send(0);
  lab.runTo(1 * MS);
  expect(subject.peer.has('end')).toBe(true);
  subject.peer.write(stamped(0, bodyOf(0)));
  lab.run();
  expect(endings()).toEqual(['0: ok 200 b1']);
});

describe('bad requests', () => {
  test.each(BAD_REQUESTS)('%s', async (name) => {
    const { lab, subject, send, history, endings } = await odd({ kind: 'bad', name });
    send(7);
    lab.runTo(1 * MS);
    expect(history.row(0).text).toBe(`BAD ${name}`);
    expect(subject.peer.size).toBeGreaterThan(10);
    expect(subject.peer.has('end')).toBe(name.startsWith('cut-'));
    subject.peer.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    lab.run();
    expect(endings()).toEqual(['7: failed 400']);
  });
});
