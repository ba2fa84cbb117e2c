/** Plays a case in virtual time, from the first byte until nothing is left to happen, and looks for what was left behind. */

import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import type { LinkSpec } from '../../../src/sim/virtual/link.ts';
import { VirtualNetwork } from '../../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { ChaoticBackend, type Deed } from './chaotic-backend.ts';
import { type Play, Stage } from './harness.ts';

/** Everything in one piece, after a steady delay. */
export const SMOOTH: LinkSpec = { latency: 50, jitter: 0, fragmentation: 0, fragmentsMax: 2, window: 65536 };
/** Everything in pieces that come when they like. */
export const ROUGH: LinkSpec = { latency: 20, jitter: 400, fragmentation: 0.9, fragmentsMax: 9, window: 65536 };

const HOST = '127.0.0.1';
const TASKS_MAX = 2_000_000;

export interface VirtualRun {
  readonly stage: Stage;
  /** What should have been closed and was not. */
  readonly leaks: readonly string[];
}

/** `watch` is called whenever a peer saw something; with `chaos`, backends do such deeds instead of their scripts. */
export function playVirtually(
  play: Play,
  seed: number,
  link: LinkSpec,
  watch: (stage: Stage) => void = () => {},
  chaos: ((backend: number) => Deed) | null = null,
): VirtualRun {
  const scheduler = new Scheduler(0);
  const network = new VirtualNetwork(scheduler, link, true);
  const random = seededRandom(seed);
  const processes = ['balancer', 'clients'].map((name) => new VirtualProcess(name, scheduler));
  const [lb, clients] = processes as [VirtualProcess, VirtualProcess];
  const hosts = play.backends.map((_, index) => ({ host: `127.2.0.${index + 1}`, port: 3001 + index }));
  const world = {
    balancer: { clock: lb.clock, random: random.fork('lb'), network: network.port(lb, HOST, random.fork('lb net')) },
    listen: { host: HOST, port: 8080 },
    clock: clients.clock,
    clients: network.port(clients, HOST, random.fork('clients')),
    onChange: () => watch(stage),
  };
  const stage: Stage = new Stage(play, world, hosts);
  hosts.forEach((endpoint, index) => {
    const gone = play.backends[index]?.gone;
    if (gone === 'silent') network.silence(endpoint.host);
    if (gone === 'refuses') return;
    const process = new VirtualProcess(`backend ${index}`, scheduler);
    processes.push(process);
    network.port(process, endpoint.host, random.fork(`backend ${index}`)).listen(endpoint, {
      onListening() {},
      onConnection: (connection) =>
        chaos === null
          ? stage.accept(index).attach(connection, true)
          : new ChaoticBackend(process.clock, connection, () => chaos(index)),
      onError: (error) => stage.surprises.push(error.detail),
    });
  });
  stage.start();
  let tasks = 0;
  if (scheduler.run(() => ++tasks > TASKS_MAX)) stage.surprises.push('it never comes to rest');
  // Each process but the clients' still listens; a connection of its own would be one too many.
  const leaks = processes.flatMap(({ name, resources }) => {
    const open = resources.size - (name === 'clients' ? 0 : 1);
    return open === 0 ? [] : [`${name}: ${open} connections`];
  });
  return { stage, leaks };
}
