/** Faults of the backend's own doing: on what arrives while they are on, and over when they are off. */

import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../../../src/sim/behavior/fault-scope.ts';
import { rowsOf } from '../rows.ts';
import { answers, backendLab, MS, PROBE, request } from './backend-lab.ts';

describe('faults', () => {
  test('hang: nothing is answered, probes included, until it ends; then all that waited is', () => {
    const { lab, backend, connect, story } = backendLab();
    const peer = connect();
    const probing = connect();
    backend.switchOn({ kind: 'hang' });
    peer.write(request(1));
    probing.write(PROBE);
    lab.runTo(500 * MS);
    expect([peer.text, probing.text]).toEqual(['', '']);
    backend.switchOff('hang');
    lab.run();
    expect([answers(peer.text), answers(probing.text)]).toEqual([['200 1'], ['200']]);
    expect(story().slice(-2)).toEqual(['answer 1 200@500', 'probe-answer #0 200@500']);
    peer.write(request(2));
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '200 2']);
  });

  test('a request that hangs on a connection which goes away is aborted, and its end changes nothing', () => {
    const { lab, backend, connect, story } = backendLab();
    const peer = connect();
    backend.switchOn({ kind: 'hang' });
    peer.write(request(1));
    lab.run();
    peer.reset();
    lab.run();
    backend.switchOff('hang');
    lab.run();
    expect(story()).toEqual(['open@0', 'request 1@0', 'abort 1@0', 'close reset@0']);
  });

  test('slow: answers and probes take longer by as much', () => {
    const { lab, backend, connect, story } = backendLab();
    const peer = connect();
    const probing = connect();
    backend.switchOn({ kind: 'slow', extra: 30 * MS });
    peer.write(request(1));
    probing.write(PROBE);
    lab.run();
    expect(story().slice(-2)).toEqual(['probe-answer #0 200@30', 'answer 1 200@35']);
  });

  test('status: answers and probes carry it, stamped as ever', () => {
    const { lab, backend, connect } = backendLab();
    const peer = connect();
    backend.switchOn({ kind: 'status', code: 503 });
    peer.write(request(1) + PROBE);
    lab.run();
    expect(answers(peer.text)).toEqual(['503 1', '503']);
    backend.switchOff('status');
    peer.write(request(2));
    lab.run();
    expect(answers(peer.text).at(-1)).toBe('200 2');
  });

  test('status: as often as its probability says', () => {
    const { lab, backend, connect, history } = backendLab({ kind: 'constant', value: 0 });
    backend.switchOn({ kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.3 } });
    const peer = connect();
    for (let id = 0; id < 2_000; id++) peer.write(request(id));
    lab.run();
    const bad = rowsOf(history, 'backend.answer').filter(({ a }) => a === 500).length;
    expect(Math.abs(bad - 600)).toBeLessThan(4 * Math.sqrt(2_000 * 0.3 * 0.7));
  });

  test('together: a hang that ends lets out the status that was due', () => {
    const { lab, backend, connect } = backendLab();
    const peer = connect();
    backend.switchOn({ kind: 'status', code: 500 });
    backend.switchOn({ kind: 'hang' });
    peer.write(request(1));
    lab.run();
    backend.switchOff('hang');
    lab.run();
    expect(answers(peer.text)).toEqual(['500 1']);
  });
});
