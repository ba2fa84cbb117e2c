/** The fake backend, spoken to byte by byte: what it answers, when, and what it writes down. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { BODY_FLAWS } from '../../../src/sim/actors/received-body.ts';
import { wholeBody } from '../../../src/sim/actors/request-body.ts';
import { RequestShape } from '../../../src/sim/actors/request-shape.ts';
import { FLAWS } from '../../../src/sim/actors/request-sum.ts';
import { PLAIN_STREAM } from '../../../src/sim/scenario/load-spec.ts';
import { rowsOf } from '../rows.ts';
import { answers, backendLab, MS, PROBE, request } from './backend-lab.ts';

describe('a healthy backend', () => {
  test('answers with its stamp and the body of the id, after its latency', () => {
    const { lab, connect, story } = backendLab();
    const peer = connect();
    peer.write(request(3));
    lab.run();
    expect(peer.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(peer.text).toMatch(/\r\nX-Lbsim-Id: 3\r\nX-Lbsim-Backend: b1\r\n/);
    expect(peer.text.endsWith(`\r\n\r\n${bodyOf(3)}`)).toBe(true);
    expect(story()).toEqual(['open@0', 'request 3@0', 'answer 3 200@5']);
  });

  test('every eighth answer is chunked, and says the same', () => {
    const { lab, connect } = backendLab();
    const peer = connect();
    peer.write(request(7));
    lab.run();
    const [head = '', ...chunks] = peer.text.split(/\r\n\r\n|\r\n[0-9a-f]+\r\n|(?<=\r\n\r\n)[0-9a-f]+\r\n/);
    expect(head).toContain('Transfer-Encoding: chunked');
    expect(chunks.join('').replace(/^[0-9a-f]+\r\n/, '')).toContain(bodyOf(7).slice(0, 30));
  });

  test('tells probes from requests by the path and no id, and knows no others', () => {
    const { lab, connect, story } = backendLab();
    const peer = connect();
    peer.write(PROBE);
    peer.write(PROBE.replace('GET', 'HEAD'));
    peer.write('GET /health HTTP/1.1\r\nHost: lb\r\nX-Lbsim-Id: 4\r\n\r\n');
    peer.write('GET /other HTTP/1.1\r\nHost: lb\r\n\r\n');
    lab.run();
    expect(answers(peer.text)).toEqual(['200', '200', '200 4', '404']);
    expect(story().filter((line) => !line.startsWith('answer'))).toEqual([
      'open@0',
      'probe #0@0',
      'probe-answer #0 200@0',
      'probe #1@0',
      'probe-answer #1 200@0',
      'request 4@0',
    ]);
  });

  test('finds the id in the target when its field was dropped', () => {
    const { lab, connect, history } = backendLab();
    connect().write('GET /r/12?id=12 HTTP/1.1\r\nHost: lb\r\n\r\n');
    lab.run();
    expect(rowsOf(history, 'backend.request')[0]?.req).toBe(12);
  });

  test('writes down the forwarding fields, and only those that are there', () => {
    const { lab, connect, history } = backendLab();
    const fields = 'X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Real-IP: 1.2.3.4\r\n';
    connect().write(request(1, fields));
    lab.run();
    expect(JSON.parse(rowsOf(history, 'backend.request')[0]?.text ?? '')).toEqual({
      xff: '1.2.3.4, 5.6.7.8',
      real: '1.2.3.4',
      host: 'lb',
    });
  });

  test('answers pipelined requests in their order, though a later one is ready first', () => {
    const { lab, backend, connect } = backendLab();
    const peer = connect();
    backend.switchOn({ kind: 'slow', extra: 50 * MS });
    peer.write(request(1));
    lab.runTo(1 * MS);
    backend.switchOff('slow');
    peer.write(request(2) + PROBE);
    lab.runTo(20 * MS);
    expect(peer.text).toBe('');
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '200 2', '200']);
  });

  test('writes down what is not as it was sent', () => {
    const { lab, connect, history } = backendLab();
    const shape = new RequestShape(
      { share: 1, method: 'POST', path: '/up', body: 40_000, headers: { 'x-user': 'a' } },
      PLAIN_STREAM,
      'lb',
    );
    const text = (id: number) => shape.head(id, 'c1', '') + wholeBody(id, 40_000);
    const peer = connect();
    peer.write(text(6) + text(7));
    peer.write(text(8).replace('x-user: a', 'x-user: b'));
    peer.write(`${text(9).slice(0, -1)}-`);
    peer.write(shape.head(10, 'c1', '').replace('Content-Length: 40000', 'Content-Length: 9') + wholeBody(10, 9));
    peer.write(shape.head(11, 'c1', '').replace(/Content-Length: .*\r\n/, ''));
    lab.run();
    expect(rowsOf(history, 'backend.request').map(({ req, a }) => [req, a])).toEqual([
      [6, 0],
      [7, 0],
      [8, FLAWS.field],
      [9, 0],
      [10, 0],
      [11, 0],
    ]);
    expect(rowsOf(history, 'backend.body').map(({ req, a, b }) => [req, a, b])).toEqual([
      [6, 40_000, 0],
      [7, 40_000, 0],
      [8, 40_000, 0],
      [9, 40_000, BODY_FLAWS.bytes],
      [10, 9, BODY_FLAWS.length],
      [11, 0, BODY_FLAWS.length],
    ]);
  });

  test('answers HEAD without a body', () => {
    const { lab, connect } = backendLab();
    const peer = connect();
    peer.write(request(1).replace('GET', 'HEAD'));
    lab.run();
    expect(peer.text.endsWith('\r\n\r\n')).toBe(true);
    expect(peer.text).toContain(`Content-Length: ${bodyOf(1).length}\r\n`);
  });
});

describe('the end of a connection', () => {
  test('asked for: it ends after the answer', () => {
    const { lab, connect } = backendLab();
    const peer = connect();
    peer.write(request(1, 'Connection: close\r\n'));
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1']);
    expect(peer.told.at(-1)).toBe('end');
  });

  test('half-closed by the client: what is due is answered, then it ends', () => {
    const { lab, connect, story } = backendLab();
    const peer = connect();
    peer.write(request(1) + request(2));
    peer.end();
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '200 2']);
    expect(peer.told.slice(-2)).toEqual(['end', 'close']);
    expect(story().at(-1)).toBe('close@5');
  });

  test('gone before the answer: the request is recorded as aborted, a probe is not', () => {
    const { lab, backend, connect, story } = backendLab();
    backend.switchOn({ kind: 'slow', extra: 5 * MS });
    const peer = connect();
    peer.write(request(1) + PROBE);
    lab.runTo(2 * MS);
    peer.reset();
    lab.run();
    expect(story()).toEqual(['open@0', 'request 1@0', 'probe #0@0', 'abort 1@2', 'close reset@2']);
  });

  test('what is no HTTP is refused, after the answers that are due before it', () => {
    const { lab, connect, story } = backendLab();
    const peer = connect();
    peer.write(`${request(1)}nonsense\r\n\r\n${request(2)}`);
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '400']);
    expect(peer.told.at(-1)).toBe('end');
    expect(story()).toEqual(['open@0', 'request 1@0', 'answer 1 200@5']);
  });

  test('a request that breaks off in its body is never answered', () => {
    const { lab, connect, story } = backendLab();
    const peer = connect();
    peer.write(request(1) + request(2, 'Content-Length: 10\r\n').replace('GET', 'POST'));
    peer.write('half');
    peer.end();
    lab.run();
    expect(answers(peer.text)).toEqual(['200 1', '400']);
    expect(story()).toEqual(['open@0', 'request 1@0', 'request 2@0', 'abort 2@0', 'answer 1 200@5', 'close@5']);
  });
});
