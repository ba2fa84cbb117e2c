/** A story with every kind of load at once, for both worlds, and what its requests come to. */
import { OUTCOMES } from '../../src/sim/history/event.ts';
import type { History } from '../../src/sim/history/history.ts';
import { parseScenario } from '../../src/sim/scenario/parse.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import { rowsOf } from './rows.ts';

const STREAMS = [
  'ramp: { from: 10/s, to: 100/s }, for: 1s',
  'sine: { mean: 50/s, amplitude: 50/s, period: 500ms }, for: 1s, arrivals: poisson, clients: { count: 30, pick: zipf }, sessions: true',
  'steps: [50/s, 100/s], each: 500ms, connections: close, sessions: { header: x-session-id }',
  'bursts: { size: 20, every: 500ms }, for: 1s, connections: { pipeline: 4 }, clients: 3',
  'closed: 5, think: 10ms, for: 1s, requests: [{ method: POST, body: 100KB, path: /up }, { method: PUT, body: 300B }, { method: HEAD }, { method: OPTIONS }, { method: DELETE, headers: { x-user: $client } }]',
  'replay: a.csv, connections: { pipeline: 8 }',
  'rate: 10/s, for: 1s, behavior: { slow: { bytes: 30, every: 5ms } }',
  'rate: 10/s, for: 1s, behavior: { slow_read: { bytes: 100, every: 10ms } }',
  'rate: 10/s, for: 1s, behavior: { half_close: true }',
  'rate: 10/s, for: 1s, behavior: { abort: { after: 2ms } }',
  'rate: 10/s, for: 1s, behavior: { abort: { received: 10B } }',
  'rate: 10/s, for: 1s, behavior: { bad: conflicting-lengths }',
  'rate: 10/s, for: 1s, behavior: { bad: cut-head }',
];

const REPLAYED = 'due\n0.1\n0.1\n0.2,GET,/r\n0.2,POST,/z,50000\n0.9\n';

/** What each stream's requests all come to. */
export const ENDS = [
  ...Array.from({ length: 9 }, () => 'ok 200'),
  'unknown 0 aborted',
  'unknown 0 aborted',
  'failed 400',
  'failed 400',
];

export function allLoads(): Scenario {
  const load = STREAMS.map((stream) => `  - { at: 0s, ${stream} }\n`).join('');
  const text = `name: all-loads\nseed: 3\nbackends: { b1: { latency: 4ms }, b2: { latency: 4ms } }\nload:\n${load}expect: [{ availability: { min: 100% } }]\n`;
  const parsed = parseScenario(text, { drawSeed: () => 1, readFile: () => REPLAYED });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.scenario;
}

/** By stream: the different ends that its requests came to. */
export function endsByStream(history: History): string[] {
  const streamOf = new Map(rowsOf(history, 'client.send').map(({ req, b }) => [req, b]));
  const ends: Set<string>[] = Array.from({ length: STREAMS.length }, () => new Set());
  for (const { req, a, b, text } of rowsOf(history, 'client.done')) {
    ends[streamOf.get(req) ?? -1]?.add(`${OUTCOMES[b]} ${a} ${text}`.trim());
  }
  return ends.map((set) => [...set].join(', '));
}
