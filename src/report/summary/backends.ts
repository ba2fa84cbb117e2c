/** What each backend saw and did, and how its answers looked to the clients. */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { FaultWindow } from './faults.ts';
import { laneOf, type Segment } from './lane.ts';
import { type Latency, latencyOf, sortedByGroup } from './quantiles.ts';
import type { Requests } from './requests.ts';
import type { StateChange } from './states.ts';

export interface BackendSummary {
  readonly name: string;
  /** Null for a backend that the scenario doesn't know. */
  readonly weight: number | null;
  /** Requests received, retries included. */
  readonly requests: number;
  /** Of all requests received by any backend. */
  readonly share: number;
  readonly answers: number;
  /** Requests that were never answered because their connection went first. */
  readonly aborts: number;
  readonly connections: number;
  readonly probes: number;
  /** As the clients saw the answers it stamped, from when the requests were due. */
  readonly latency: Latency | null;
  readonly faults: readonly FaultWindow[];
  /** As the balancer told them; empty when it tells nothing. */
  readonly states: readonly StateChange[];
  readonly lane: readonly Segment[];
}

interface Story {
  readonly windows: readonly FaultWindow[];
  readonly changes: readonly StateChange[];
  readonly from: Micros;
  readonly to: Micros;
}

export function backendSummaries(
  history: History,
  scenario: Scenario,
  requests: Requests,
  story: Story,
): BackendSummary[] {
  const names = backendNames(history, scenario);
  const groups = new Map(names.map((name, group) => [name, group]));
  const groupOfActor = Int32Array.from(history.actors, (name) => groups.get(name) ?? -1);
  const count = counter(history, groupOfActor, names.length);
  const received = count('backend.request');
  const answers = count('backend.answer');
  const aborts = count('backend.abort');
  const connections = count('backend.open');
  const probes = count('backend.probe');
  const total = received.reduce((sum, value) => sum + value, 0);
  const latencies = sortedByGroup(
    requests.latency,
    names.length,
    (i) => groupOfActor[requests.backend[i] as number] ?? -1,
  );
  return names.map((name, i) => {
    const faults = story.windows.filter((window) => window.backend === name);
    const states = story.changes.filter((change) => change.backend === name);
    const own = received[i] as number;
    return {
      name,
      weight: scenario.backends.find((backend) => backend.name === name)?.weight ?? null,
      requests: own,
      share: total === 0 ? 0 : own / total,
      answers: answers[i] as number,
      aborts: aborts[i] as number,
      connections: connections[i] as number,
      probes: probes[i] as number,
      latency: latencyOf(latencies[i] as Float64Array),
      faults,
      states,
      lane: laneOf(faults, states, story.from, story.to),
    };
  });
}

/** In the scenario's order, then whoever else the run shows. */
function backendNames(history: History, scenario: Scenario): string[] {
  const names = new Set(scenario.backends.map((backend) => backend.name));
  for (const name of Object.keys(history.meta.backendAddresses)) names.add(name);
  return [...names];
}

type CountedKind = 'backend.request' | 'backend.answer' | 'backend.abort' | 'backend.open' | 'backend.probe';

/** Rows by kind and backend, all in one pass over the history. */
function counter(history: History, groupOfActor: Int32Array, groups: number): (kind: CountedKind) => Uint32Array {
  const counts = new Uint32Array((Math.max(...Object.values(EVENT_CODE)) + 1) * groups);
  for (let row = 0; row < history.length; row++) {
    const group = groupOfActor[history.actor[row] as number] ?? -1;
    if (group < 0) continue;
    const cell = (history.kind[row] as number) * groups + group;
    counts[cell] = (counts[cell] as number) + 1;
  }
  return (kind) => counts.subarray(EVENT_CODE[kind] * groups, (EVENT_CODE[kind] + 1) * groups);
}
