/** The `load` section: what each kind becomes, files that it names, and what is said of mistakes. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import { loadEnd } from '../../../src/sim/scenario/scenario.ts';
import { DRAWN, scenarioOf } from './support.ts';

const HEAD = 'name: loads\nbackends: { b1: }\nload:\n';

function load(...entries: readonly string[]): string {
  return `${HEAD}${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
}

function parsed(text: string, files: Readonly<Record<string, string>>) {
  return parseScenario(text, {
    drawSeed: () => DRAWN,
    readFile(path) {
      const file = files[path];
      if (file === undefined) throw new Error('no such file');
      return file;
    },
  });
}

function wrongs(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const result = parsed(text, files);
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

describe('kinds of load', () => {
  it.each([
    ['rate: 50/s, for: 2s', { kind: 'rate', rate: 50, spacing: 'constant' }, 2e6],
    ['ramp: { from: 0/s, to: 60/min }, for: 2s', { kind: 'ramp', from: 0, to: 1, spacing: 'constant' }, 2e6],
    [
      'steps: [50/s, 100/s], each: 2s, arrivals: poisson',
      { kind: 'steps', rates: [50, 100], each: 2e6, spacing: 'poisson' },
      4e6,
    ],
    [
      'sine: { mean: 9/s, amplitude: 9/s, period: 4s }, for: 8s',
      { kind: 'sine', mean: 9, amplitude: 9, period: 4e6, spacing: 'constant' },
      8e6,
    ],
    ['bursts: { size: 50, every: 1s }, for: 5s', { kind: 'bursts', size: 50, every: 1e6 }, 5e6],
    ['closed: 20, think: 10ms, for: 5s', { kind: 'closed', think: 1e4 }, 5e6],
  ])('%s', (entry, arrivals, duration) => {
    const scenario = scenarioOf(load(entry));
    expect(scenario.load[0]).toMatchObject({ start: 0, duration, arrivals });
    expect(loadEnd(scenario)).toBe(duration);
  });

  it('closed loops have as many clients as they say', () => {
    expect(scenarioOf(load('closed: 20, for: 5s')).load[0]).toMatchObject({ clients: 20, arrivals: { think: 0 } });
  });

  it('knows its clients, their sessions, connections and manners', () => {
    const scenario = scenarioOf(
      load(
        'rate: 1/s, for: 1s, clients: { count: 100, pick: zipf }, sessions: true, connections: { pipeline: 4 }',
        'rate: 1/s, for: 1s, clients: 7, sessions: { header: x-session-id }, connections: close',
        'rate: 1/s, for: 1s, behavior: { slow: { bytes: 10, every: 100ms } }',
        'rate: 1/s, for: 1s, behavior: { abort: { after: 50ms } }',
        'rate: 1/s, for: 1s, behavior: { abort: { received: 1KB } }',
        'rate: 1/s, for: 1s, behavior: { half_close: true }',
        'rate: 1/s, for: 1s, behavior: { bad: conflicting-lengths }',
      ),
    );
    expect(scenario.load.slice(0, 2)).toMatchObject([
      { clients: 100, pick: 'zipf', sessions: { kind: 'cookie' }, connections: { kind: 'pipeline', depth: 4 } },
      { clients: 7, sessions: { kind: 'header', name: 'x-session-id' }, connections: { kind: 'close' } },
    ]);
    expect(scenario.load.slice(2).map(({ behavior }) => behavior)).toEqual([
      { kind: 'slow', bytes: 10, every: 1e5 },
      { kind: 'abort', when: 'after', amount: 5e4 },
      { kind: 'abort', when: 'received', amount: 1024 },
      { kind: 'half_close' },
      { kind: 'bad', name: 'conflicting-lengths' },
    ]);
  });

  it('mixes requests', () => {
    const mix =
      '[{ share: 80%, path: /a/b }, { share: 20%, method: POST, path: /upload, body: 4KB, headers: { x-user: a } }]';
    expect(scenarioOf(load(`rate: 1/s, for: 1s, requests: ${mix}`)).load[0]?.requests).toEqual([
      { share: 0.8, method: 'GET', path: '/a/b', body: 0, headers: {} },
      { share: 0.2, method: 'POST', path: '/upload', body: 4096, headers: { 'x-user': 'a' } },
    ]);
    const equal = scenarioOf(load('rate: 1/s, for: 1s, requests: [{ method: HEAD }, { method: DELETE }]'));
    expect(equal.load[0]?.requests.map(({ share }) => share)).toEqual([0.5, 0.5]);
  });
});

describe('a replay', () => {
  const replay = load('replay: a.csv', 'rate: 1/s, for: 1s');

  it('takes times from a file, and lasts as long as they do', () => {
    const result = parsed(replay, { 'a.csv': 'due\n0\n0.25\n0.25\n1.5\n' });
    if (!result.ok) throw new Error('it is good');
    expect(result.scenario.load[0]).toMatchObject({
      duration: 1_500_001,
      arrivals: { kind: 'replay', due: [0, 250_000, 250_000, 1_500_000], requests: [-1, -1, -1, -1] },
    });
    expect(result.scenario.load[1]?.start).toBe(1_500_001);
    expect([...result.files.keys()]).toEqual(['a.csv']);
  });

  it('takes requests from it, too', () => {
    const result = parsed(replay, { 'a.csv': '0,GET,/r,0\r\n0.5,POST,/up,10\r\n0.6,GET,/r\r\n' });
    expect(result).toMatchObject({
      scenario: {
        load: [
          {
            arrivals: { requests: [1, 2, 1] },
            requests: [
              { path: '/r' },
              { method: 'GET', path: '/r', body: 0 },
              { method: 'POST', path: '/up', body: 10 },
            ],
          },
          {},
        ],
      },
    });
  });

  it.each([
    ['', 'it holds no request'],
    ['0.5\n0.25\n', 'line 2: 0.25 is before the line above it; times must ascend'],
    ['0\nsoon\n', 'line 2: expected a time in seconds such as 0.25, found "soon"'],
    ['0,get,/r,0\n', 'line 1: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, found "get"'],
    ['0,GET,r,0\n', 'line 1: expected a path such as /r, found "r"'],
    ['0,POST,/r,4KB\n', 'line 1: expected a number of bytes, found "4KB"'],
    ['0,GET,/r,9\n', 'line 1: GET carries no body'],
  ])('says what is wrong with the file: %j', (text, problem) => {
    expect(wrongs(replay, { 'a.csv': text })).toEqual([`4:15: "a.csv": ${problem}`]);
  });

  it('says when it cannot be read', () => {
    expect(wrongs(replay)).toEqual(['4:15: "a.csv": it cannot be read: no such file']);
    expect(wrongs(load('replay: ../a.csv'))).toEqual([
      '4:15: expected a file below the folder of the scenario such as arrivals.csv, found "../a.csv"',
    ]);
  });
});

describe('mistakes', () => {
  it.each([
    ['rate: 1/s', '4:5: rate needs "for", such as for: 8s'],
    ['steps: [1/s]', '4:5: steps needs "each", such as each: 2s'],
    ['steps: [1/s], each: 1s, for: 3s', '4:31: steps last as long as "each" says; remove it'],
    ['closed: 3, for: 1s, clients: 4', '4:27: "closed" says how many clients there are; remove it'],
    ['rate: 1/s, for: 1s, think: 1s', '4:27: "think" goes with closed, not with rate; remove it'],
    [
      'bursts: { size: 5, every: 1s }, for: 1s, arrivals: poisson',
      '4:48: "arrivals" goes with rate, ramp, steps or sine, not with bursts; remove it',
    ],
    [
      'rate: 1/s, ramp: { from: 1/s, to: 2/s }, for: 1s',
      '4:18: one kind of load only, found "rate" and "ramp"; make each an item of its own',
    ],
    ['rate: 200, for: 1s', '4:13: expected a rate such as 200/s, found "200"; did you mean "200/s"?'],
    ['burst: { size: 5, every: 1s }, for: 1s', '4:7: unknown key "burst"; did you mean "bursts"?'],
    [
      'rate: 1/s, for: 1s, requests: [{ method: POST, body: 4096 }]',
      '4:60: expected a size such as 4KB, found "4096"; the unit is missing: 4096B or 4096KB?',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ method: POST, body: 4kb }]',
      '4:60: expected a size such as 4KB, found "4kb"; did you mean "4KB"?',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ body: 4KB }]',
      '4:40: GET carries no body; use POST, PUT, PATCH, DELETE or OPTIONS',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ share: 80% }, { share: 10% }]',
      '4:27: the shares of a mix add up to 100%, these to 90%',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ share: 80% }, { path: /x }]',
      '4:54: other requests of this mix say their "share", this one does not',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ headers: { host: a } }]',
      '4:51: the lab itself sets the field "host"; remove it',
    ],
    [
      'rate: 1/s, for: 1s, requests: [{ path: / }]',
      '4:46: expected a path such as /r, without a query and without a slash at its end, found "/"',
    ],
    [
      'sine: { mean: 1/s, amplitude: 2/s, period: 1s }, for: 1s',
      '4:37: the amplitude is above the mean: a rate cannot fall below zero',
    ],
    [
      'rate: 1/s, for: 1s, behavior: { abort: { after: 1s, sent: 1KB } }',
      '4:59: one moment only, found "after" and "sent"; choose one',
    ],
    ['rate: 1/s, for: 1s, behavior: { bad: conflicting-length }', '4:44: expected one of not-http, tls-hello, '],
    ['rate: 1/s, for: 1s, connections: pipelined', '4:40: expected keep, close, or { pipeline: 4 }, found "pipelined"'],
    [
      'rate: 1/s, for: 1s, clients: { count: 9, pick: zip }',
      '4:54: expected uniform or zipf, found "zip"; did you mean "zipf"?',
    ],
  ])('%s', (entry, message) => {
    const found = wrongs(load(entry));
    expect(found).toHaveLength(1);
    expect(found[0]?.slice(0, message.length)).toBe(message);
  });
});
