/** The director on a bare stage: the order of phases, healing, readings, and what happens at equal times. */
import { describe, expect, test } from 'vitest';
import { Director, type Stage } from '../../../src/sim/director/director.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { emptyHistory, rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';

const MS = 1_000;

interface Options {
  /** When the load's last request ends, in ms. */
  readonly loadEnds?: number;
  /** How long switching a fault takes, in ms. */
  readonly acting?: number;
  /** The page of metrics. */
  readonly metrics?: string;
}

const METRICS = JSON.stringify({
  backends: [
    { address: '127.2.0.1:3001', state: 'Healthy', active_connections: 1 },
    { address: '127.2.0.2:3002', state: 'Unhealthy', active_connections: 2 },
  ],
});

function story(timeline: readonly string[]): Scenario {
  return scenarioOf(`
name: story
about: test
seed: 1
balancer:
  health_check: { interval: 100ms, timeout: 20ms, unhealthy_threshold: 3, healthy_threshold: 2 }
backends:
  b1: { latency: 1ms }
  b2: { latency: 1ms }
load:
  - { rate: 10/s, for: 1s, clients: 1 }
${timeline.length === 0 ? '' : 'timeline:\n'}${timeline.map((entry) => `  - ${entry}\n`).join('')}`);
}

function play(timeline: readonly string[], { loadEnds = 900, acting = 0, metrics = '{}' }: Options = {}) {
  const scheduler = new Scheduler(-50 * MS);
  const { clock } = new VirtualProcess('lab', scheduler);
  const history = emptyHistory();
  const log: string[] = [];
  const note = (text: string): void => void log.push(`${text} @${clock.now() / MS}`);
  const stage: Stage = {
    clock,
    sink: history,
    names: { '127.2.0.1:3001': 'b1', '127.2.0.2:3002': 'b2' },
    startLoad: (zero, onFinished) => void clock.after(zero + loadEnds * MS - clock.now(), onFinished),
    setFault(backend, fault, on, onDone) {
      note(`${backend} ${fault.kind} ${on ? 'on' : 'off'}`);
      if (acting === 0) onDone();
      else clock.after(acting * MS, onDone);
    },
    read(path, onRead) {
      note(`read ${path}`);
      clock.after(3 * MS, () => onRead({ status: 200, body: path === '/lb/health' ? 'fine' : metrics }));
    },
    order(order, onDone) {
      note(order.kind === 'reload' ? `reload ${order.balancer.algorithm}` : `${order.kind} ${order.backend}`);
      clock.after(5 * MS, () => onDone(order.kind === 'enable' ? 0 : 200));
    },
    subject(act, tell, onDone) {
      note(act);
      tell(act === 'start' ? 'start' : act === 'kill' ? 'sigkill' : 'sigterm', 0);
      clock.after(10 * MS, () => {
        tell(act === 'start' ? 'ready' : 'exit', 0);
        onDone();
      });
    },
    onEvent() {},
  };
  let ended = false;
  const director = new Director(story(timeline), stage, () => {
    note('end');
    ended = true;
  });
  director.start(0);
  return {
    director,
    log,
    history,
    run: () => void scheduler.run(() => ended),
    runTo(time: number) {
      let there = false;
      new VirtualProcess('alarm', scheduler).clock.after(time * MS - scheduler.now, () => {
        there = true;
      });
      scheduler.run(() => there);
    },
    phases: () => rowsOf(history, 'lab.phase').map(({ text, time }) => `${text} @${time / MS}`),
    faults: () => rowsOf(history, 'lab.fault').map(({ peer, text, a, time }) => `${peer} ${text} ${a} @${time / MS}`),
  };
}

describe('the order of a run', () => {
  test('load, heal, settle long enough for two good probes, the last readings, end', () => {
    const { run, phases, log, history } = play([]);
    run();
    // (100 + 20) x 2 + 20 = 260 ms after the load's time.
    expect(phases()).toEqual(['load @0', 'heal @1000', 'settle @1000', 'end @1266']);
    expect(log).toEqual(['read /lb/metrics @1260', 'read /lb/health @1263', 'end @1266']);
    const readings = rowsOf(history, 'lab.reading').map(({ text, a }) => `${a} ${text}`);
    expect(readings).toEqual(['200 metrics {}', '200 health fine']);
  });

  test('the load is waited for, however long its last answer takes', () => {
    const { run, phases } = play([], { loadEnds: 4_000 });
    run();
    expect(phases().slice(0, 2)).toEqual(['load @0', 'heal @4000']);
  });

  test('the timeline is played at its times; at equal times in the order of the file', () => {
    const { run, log } = play([
      '{ at: 200ms, hang: b2 }',
      '{ at: 100ms, slow: b1, latency: 5ms, for: 100ms }',
      '{ at: 200ms, status: b1, code: 500 }',
      '{ at: 0s, status: b2, code: 503, for: 50ms }',
      '{ at: 200ms, slow: b2, latency: 1ms }',
      '{ at: 300ms, recover: all }',
    ]);
    run();
    expect(log.slice(0, -3)).toEqual([
      'b2 status on @0',
      'b2 status off @50',
      'b1 slow on @100',
      'b1 slow off @200',
      'b2 hang on @200',
      'b1 status on @200',
      'b2 slow on @200',
      'b1 status off @300',
      'b2 hang off @300',
      'b2 slow off @300',
    ]);
  });
});

describe('healing', () => {
  test('everything that is still on is switched off, once, before it settles', () => {
    const { run, log, faults, phases } = play(
      ['{ at: 100ms, crash: b1 }', '{ at: 200ms, hang: b2 }', '{ at: 300ms, slow: b2, latency: 1ms, for: 100ms }'],
      { acting: 7 },
    );
    run();
    expect(log.slice(4, 6)).toEqual(['b1 crash off @1000', 'b2 hang off @1000']);
    expect(faults()).toEqual([
      'b1 crash 1 @107',
      'b2 hang 1 @207',
      'b2 slow 1 @307',
      'b2 slow 0 @407',
      'b1 crash 0 @1007',
      'b2 hang 0 @1007',
    ]);
    expect(phases()).toEqual(['load @0', 'heal @1000', 'settle @1007', 'end @1273']);
  });

  test('waits for what is being switched at that moment', () => {
    const { run, phases, log } = play(['{ at: 990ms, crash: b1 }'], { acting: 50 });
    run();
    expect(log[1]).toBe('b1 crash off @1040');
    expect(phases()).toEqual(['load @0', 'heal @1040', 'settle @1090', 'end @1356']);
  });
});

describe('orders, signals and assertions', () => {
  const lab = (history: ReturnType<typeof play>['history']): string[] =>
    rowsOf(history)
      .filter(({ kind }) => ['lab.order', 'lab.subject', 'lab.assert', 'lab.condition'].includes(kind))
      .map(
        ({ peer, text, a, b, time }) => `${[peer, text, a, b].filter((part) => part !== null).join(' ')} @${time / MS}`,
      );

  test('orders wait for each other; what came of each is recorded', () => {
    const { run, log, history } = play([
      '{ at: 100ms, drain: b1 }',
      '{ at: 102ms, enable: b1 }',
      '{ at: 200ms, reload: { algorithm: random } }',
    ]);
    run();
    expect(log.slice(0, 3)).toEqual(['drain b1 @100', 'enable b1 @105', 'reload random @200']);
    expect(lab(history)).toEqual(['b1 drain 200 5000 @105', 'b1 enable 0 5000 @110', 'reload 200 5000 @205']);
  });

  test('a restart is a stop and then a start, whatever the stop takes', () => {
    const { run, history } = play(['{ at: 100ms, restart: balancer }']);
    run();
    expect(lab(history)).toEqual(['sigterm 0 0 @100', 'exit 0 0 @110', 'start 0 0 @110', 'ready 0 0 @120']);
  });

  test('what begins just before the end is waited for', () => {
    const { run, phases } = play(['{ at: 995ms, restart: balancer }']);
    run();
    expect(phases().slice(1, 3)).toEqual(['heal @1015', 'settle @1015']);
  });

  test('a subject that the story ended stays down; one that was to come back is started before the last readings', () => {
    const ended = play(['{ at: 100ms, kill: balancer }']);
    ended.run();
    expect(lab(ended.history)).toEqual(['sigkill 0 0 @100', 'exit 0 0 @110']);
    const missed = play(['{ at: 100ms, kill: balancer }', '{ when: { healthy: 7 }, start: balancer }']);
    missed.run();
    expect(lab(missed.history)).toEqual([
      'sigkill 0 0 @100',
      'exit 0 0 @110',
      'healthy: 7 0 0 @1000',
      'start 0 0 @1000',
      'ready 0 0 @1010',
    ]);
    expect(missed.phases()).toEqual(['load @0', 'heal @1000', 'settle @1010', 'end @1276']);
  });

  test('an assertion is read, compared and recorded; what is not told is neither right nor wrong', () => {
    const { run, history } = play(
      [
        '{ at: 100ms, assert: { healthy: [b1], unhealthy: 1, active: 3 } }',
        '{ at: 200ms, assert: { absent: 1, health: 200 } }',
        '{ at: 300ms, assert: { health: 503 } }',
      ],
      { metrics: METRICS },
    );
    run();
    expect(lab(history)).toEqual([
      'healthy: b1, unhealthy: 1, active: 3 1 0 @103',
      'absent: 1 (found none), health: 200 0 0 @206',
      'health: 503 (found 200) 0 0 @303',
    ]);
    const mute = play(['{ at: 100ms, assert: { healthy: 2 } }']);
    mute.run();
    expect(lab(mute.history)).toEqual(['healthy: 2 (the balancer does not tell) -1 0 @103']);
  });

  test('a condition is looked for again and again, and what follows comes so long after', () => {
    const { run, history, log } = play(
      [
        '{ when: b2 is unhealthy, after: 50ms, crash: b1, for: 100ms }',
        '{ at: 300ms, when: b1 is unhealthy, within: 200ms, hang: b2 }',
      ],
      { metrics: METRICS },
    );
    run();
    expect(lab(history)[0]).toBe('b2 is unhealthy 1 0 @3');
    expect(lab(history)[1]).toMatch(/^b1 is unhealthy 0 0 @5\d\d$/);
    expect(log.filter((line) => !line.startsWith('read'))).toEqual([
      'b1 crash on @53',
      'b1 crash off @153',
      'end @1266',
    ]);
  });

  test('a reaction that makes no sense any more is left out', () => {
    const { run, faults } = play(['{ at: 0s, hang: b1, for: 200ms }', '{ when: b2 is unhealthy, hang: b1 }'], {
      metrics: METRICS,
    });
    run();
    expect(faults()).toEqual(['b1 hang 1 @0', 'b1 hang 0 @200']);
  });
});

describe('cancelled', () => {
  test('in the middle: nothing more is switched, and no end is told', () => {
    const { director, run, runTo, log } = play(['{ at: 100ms, crash: b1 }', '{ at: 300ms, restart: b1 }']);
    runTo(200);
    director.cancel();
    run();
    expect(log).toEqual(['b1 crash on @100']);
  });

  test('while a fault is being switched: no healing follows', () => {
    const { director, run, runTo, log } = play(['{ at: 990ms, crash: b1 }'], { acting: 50 });
    runTo(1_010);
    director.cancel();
    run();
    expect(log).toEqual(['b1 crash on @990']);
  });

  test('while it reads: nothing follows', () => {
    const { director, run, runTo, log } = play([]);
    runTo(1_261);
    director.cancel();
    run();
    expect(log).toEqual(['read /lb/metrics @1260']);
  });
});
