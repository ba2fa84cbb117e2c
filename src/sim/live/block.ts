/**
 * A run's own part of the loopback range: 127.B.0.x, held by a listening socket for as long as the run takes, so that
 * runs side by side never meet. Nothing connects out from these addresses, so no port of theirs is ever taken by chance,
 * and a restarted backend finds its own again.
 */
import { createServer, type Server } from 'node:net';
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';

/** 127.0 is everybody's, 127.1 is the clients'. */
const FIRST = 2;
const LAST = 250;
/** Free for everybody to take (low ports are not), and out of the range that systems hand out by themselves. */
const LOCK_PORT = 4007;
const LOCK_HOST = 254;
const SUBJECT_HOST = 253;
const HOSTS_PER_ROW = 250;

export class LoopbackBlock {
  readonly #number: number;
  readonly #lock: Server;

  constructor(number: number, lock: Server) {
    this.#number = number;
    this.#lock = lock;
  }

  get subject(): Endpoint {
    return { host: `127.${this.#number}.0.${SUBJECT_HOST}`, port: 8080 };
  }

  /** The address of backend number `index` (from 0). */
  backend(index: number): Endpoint {
    const row = 1 + Math.floor(index / HOSTS_PER_ROW);
    return { host: `127.${this.#number}.${row}.${(index % HOSTS_PER_ROW) + 1}`, port: 3001 + index };
  }

  release(): void {
    this.#lock.close();
  }
}

/** Takes a free block, starting the search at a number that `random` chooses below its argument. */
export async function reserveBlock(random: (below: number) => number): Promise<LoopbackBlock> {
  const count = LAST - FIRST + 1;
  const start = random(count);
  for (let i = 0; i < count; i++) {
    const number = FIRST + ((start + i) % count);
    const lock = await tryListen(`127.${number}.0.${LOCK_HOST}`);
    if (lock !== null) return new LoopbackBlock(number, lock);
  }
  throw new LbsimError(
    'environment-failed',
    'No loopback addresses are free. The live world needs 127.2.0.0 to 127.250.255.255; on other systems than Linux add them to the loopback interface.',
  );
}

function tryListen(host: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(null));
    server.listen(LOCK_PORT, host, () => resolve(server));
  });
}
