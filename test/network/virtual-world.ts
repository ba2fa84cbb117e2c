/** The laws' world in virtual time, on a network rough enough to find every seam. */
import type { ListenHandler } from '../../src/kernel/network.ts';
import { seededRandom } from '../../src/kernel/seeded-random.ts';
import type { LinkSpec } from '../../src/sim/virtual/link.ts';
import { VirtualNetwork } from '../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../src/sim/virtual/process.ts';
import { Scheduler } from '../../src/sim/virtual/scheduler.ts';
import { HOST, type Victim, type World } from './world.ts';

const ROUGH: LinkSpec = { latency: 50, jitter: 400, fragmentation: 0.5, fragmentsMax: 6, window: 65536 };

export function virtualWorld(): World {
  const scheduler = new Scheduler(0);
  const fabric = new VirtualNetwork(scheduler, ROUGH, true);
  const random = seededRandom(1);
  const network = fabric.port(new VirtualProcess('laws', scheduler), HOST, random.fork('laws'));

  async function until(what: string, done: () => boolean): Promise<void> {
    if (!scheduler.run(done)) throw new Error(`nothing is left to happen, and still not: ${what}`);
  }

  async function startVictim(reads: boolean): Promise<Victim> {
    const process = new VirtualProcess('victim', scheduler);
    const endpoint = { host: '127.0.0.9', port: 80 };
    const handler: ListenHandler = {
      onListening() {},
      onError() {},
      onConnection(connection) {
        if (!reads) connection.pause();
        return { onOpen() {}, onData() {}, onEnd() {}, onDrain() {}, onClose() {} };
      },
    };
    fabric.port(process, endpoint.host, random.fork('victim')).listen(endpoint, handler);
    return { endpoint, kill: async () => process.kill() };
  }

  return {
    network,
    notify() {},
    until,
    settled: async () => void scheduler.run(() => false),
    startVictim,
    broken: [],
    dispose() {},
  };
}
