/** What a backend does with connections, and what it does by time and load. */
import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../../../src/sim/behavior/fault-scope.ts';
import { answers, backendLab, MS, PROBE, request } from './backend-lab.ts';

const TEN: { kind: 'constant'; value: number } = { kind: 'constant', value: 10 * MS };

describe('faults of the listener', () => {
  test('refuse: new connections are refused, old ones served, and it listens again', () => {
    const { lab, backend, connect } = backendLab();
    const old = connect();
    backend.switchOn({ kind: 'refuse' });
    const refused = connect();
    old.write(request(1));
    lab.run();
    expect([refused.error?.code, answers(old.text)]).toEqual(['refused', ['200 1']]);
    let done = false;
    backend.switchOff('refuse', () => {
      done = true;
    });
    lab.run();
    expect([done, connect().has('open')]).toEqual([true, true]);
  });

  test('silent: accepts, says nothing, sees nothing, and resets in the end', () => {
    const { lab, backend, connect, story } = backendLab();
    backend.switchOn({ kind: 'silent' });
    const peer = connect();
    peer.write(request(1));
    lab.run();
    expect([peer.has('open'), peer.closed, peer.text, story()]).toEqual([true, false, '', []]);
    backend.switchOff('silent');
    lab.run();
    expect([peer.error?.code, story()]).toEqual(['reset', []]);
  });

  test('accept_close: closed at once', () => {
    const { lab, backend, connect } = backendLab();
    backend.switchOn({ kind: 'accept_close' });
    const peer = connect();
    lab.run();
    expect([peer.has('open'), peer.has('end')]).toEqual([true, true]);
  });

  test('connection_cap: so many, and no more until one goes', () => {
    const { lab, backend, connect } = backendLab();
    const first = connect();
    backend.switchOn({ kind: 'connection_cap', max: 2 });
    const second = connect();
    const third = connect();
    lab.run();
    expect([first.closed, second.closed, third.error?.code]).toEqual([false, false, 'reset']);
    first.close();
    lab.run();
    const fourth = connect();
    lab.run();
    expect(fourth.closed).toBe(false);
  });

  test('a share of connections', () => {
    const { lab, backend, connect } = backendLab();
    backend.switchOn({ kind: 'accept_close', scope: { ...EVERYTHING, share: 0.5 } });
    const peers = Array.from({ length: 200 }, connect);
    lab.run();
    const closed = peers.filter((peer) => peer.has('end')).length;
    expect(Math.abs(closed - 100)).toBeLessThan(6 * Math.sqrt(50));
  });

  test('close_idle: a kept connection goes just as the next request comes', () => {
    const { lab, backend, connect, story } = backendLab();
    const peer = connect();
    backend.switchOn({ kind: 'close_idle' });
    peer.write(request(1));
    lab.run();
    expect([answers(peer.text), peer.closed]).toEqual([['200 1'], false]);
    peer.write(request(2));
    lab.run();
    expect([answers(peer.text), peer.error?.code]).toEqual([['200 1'], 'reset']);
    expect(story().some((line) => line.startsWith('request 2'))).toBe(false);
  });
});

describe('exit_after', () => {
  test('the n-th request is the last, and is not answered', () => {
    let exits = 0;
    const { lab, backend, connect, story } = backendLab(TEN, {}, { exit: () => exits++ });
    const peer = connect();
    peer.write(request(1));
    lab.run();
    backend.switchOn({ kind: 'exit_after', requests: 2 });
    peer.write(PROBE + request(2));
    lab.run();
    expect(exits).toBe(0);
    peer.write(request(3));
    lab.run();
    expect([exits, story().at(-1)]).toEqual([1, 'request 3@20']);
  });
});

describe('capacity', () => {
  test('so many at a time, the others wait; beyond the queue there is a status', () => {
    const { lab, connect, story } = backendLab(TEN, { capacity: { workers: 1, queue: 1, full: 503 } });
    for (const id of [1, 2, 3]) connect().write(request(id));
    connect().write(PROBE);
    lab.run();
    expect(story().filter((line) => line.includes('answer'))).toEqual([
      'answer 3 503@0',
      'probe-answer #0 200@0',
      'answer 1 200@10',
      'answer 2 200@20',
    ]);
  });

  test('or a reset, or nothing at all', () => {
    const refusing = backendLab(TEN, { capacity: { workers: 1, queue: 0, full: 'refuse' } });
    const dropping = backendLab(TEN, { capacity: { workers: 1, queue: 0, full: 'drop' } });
    const peers = [refusing, dropping].map(({ connect, lab }) => {
      connect().write(request(1));
      const peer = connect();
      peer.write(request(2));
      lab.run();
      return peer;
    });
    expect(peers.map((peer) => [peer.text, peer.error?.code])).toEqual([
      ['', 'reset'],
      ['', undefined],
    ]);
  });
});

describe('by time', () => {
  test('warm-up: slower at first', () => {
    const { lab, connect, story } = backendLab(TEN, { warmUp: { duration: 100 * MS, factor: 3 } });
    connect().write(request(1));
    lab.runTo(50 * MS);
    connect().write(request(2));
    lab.runTo(200 * MS);
    connect().write(request(3));
    lab.run();
    expect(story().filter((line) => line.startsWith('answer'))).toEqual([
      'answer 1 200@30',
      'answer 2 200@70',
      'answer 3 200@210',
    ]);
  });

  test('pauses: requests and probes wait for their end', () => {
    const { lab, connect, story } = backendLab(TEN, { pauses: { every: 100 * MS, duration: 20 * MS } });
    lab.runTo(75 * MS);
    connect().write(request(1));
    lab.runTo(85 * MS);
    connect().write(PROBE);
    lab.run();
    expect(story().filter((line) => line.includes('answer'))).toEqual(['probe-answer #0 200@100', 'answer 1 200@105']);
  });

  test('start-up: a process that was restarted takes its time to listen', () => {
    const { lab, connect } = backendLab(TEN, { startup: 50 * MS }, { restarted: true });
    // Its lab let everything happen that was left to.
    expect([lab.scheduler.now, connect().has('open')]).toEqual([50 * MS, true]);
  });
});

describe('keep-alive', () => {
  test('so many requests a connection', () => {
    const { lab, connect } = backendLab(TEN, { keepAlive: { requests: 2, idle: null } });
    const peer = connect();
    peer.write(request(1) + request(2));
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '200 2']);
    expect([peer.text.match(/Connection: close/g), peer.has('end')]).toEqual([['Connection: close'], true]);
  });

  test('so long without a request', () => {
    const { lab, connect, story } = backendLab(TEN, { keepAlive: { requests: null, idle: 30 * MS } });
    const peer = connect();
    lab.runTo(20 * MS);
    peer.write(request(1));
    lab.run();
    expect([answers(peer.text), peer.has('end')]).toEqual([['200 1'], true]);
    expect(story().at(-1)).toBe('close@60');
  });
});
