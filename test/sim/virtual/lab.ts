/** A virtual network with processes on it, for tests that look at one thing at a time. */
import type { Network } from '../../../src/kernel/network.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import type { LinkSpec } from '../../../src/sim/virtual/link.ts';
import { VirtualNetwork } from '../../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { listen, Peer, type Server } from '../../network/peer.ts';
import type { World } from '../../network/world.ts';

/** 100 µs each way, always, and everything in one piece: times can be told exactly. */
const PLAIN: LinkSpec = { latency: 100, jitter: 0, fragmentation: 0, fragmentsMax: 1, window: 65536 };

export class Lab {
  readonly scheduler = new Scheduler(0);
  readonly fabric: VirtualNetwork;
  readonly broken: string[] = [];
  readonly #seed: number;

  constructor(link: Partial<LinkSpec> = {}, { seed = 1, scribble = false } = {}) {
    this.fabric = new VirtualNetwork(this.scheduler, { ...PLAIN, ...link }, scribble);
    this.#seed = seed;
  }

  /** A process of its own at `host`. */
  start(name: string, host: string): Machine {
    const process = new VirtualProcess(name, this.scheduler);
    const network = this.fabric.port(process, host, seededRandom(this.#seed).fork(name));
    return { process, host, network, world: this.#world(network) };
  }

  /** Until nothing is left to happen. */
  run(): void {
    this.scheduler.run(() => false);
  }

  /** Until `time`. */
  runTo(time: number): void {
    let there = false;
    const alarm = new VirtualProcess('alarm', this.scheduler);
    alarm.clock.after(time - this.scheduler.now, () => {
      there = true;
    });
    this.scheduler.run(() => there);
  }

  #world(network: Network): World {
    const until = async (what: string, done: () => boolean): Promise<void> => {
      if (!this.scheduler.run(done)) throw new Error(`nothing is left to happen, and still not: ${what}`);
    };
    return {
      network,
      broken: this.broken,
      notify() {},
      until,
      settled: async () => this.run(),
      startVictim: () => Promise.reject(new Error('not here')),
      dispose() {},
    };
  }
}

export interface Machine {
  readonly process: VirtualProcess;
  readonly host: string;
  readonly network: Network;
  readonly world: World;
}

/** A client and a server machine with one connection between them. */
export async function connected(
  lab: Lab,
): Promise<{ client: Peer; server: Peer; near: Machine; far: Machine; at: Server }> {
  const near = lab.start('near', '127.0.0.1');
  const far = lab.start('far', '127.0.0.2');
  const at = await listen(far.world, { host: far.host, port: 80 });
  const client = Peer.connect(near.world, at.endpoint);
  await near.world.until('a connection', () => client.has('open') && at.peers.length === 1);
  return { client, server: at.peer, near, far, at };
}
