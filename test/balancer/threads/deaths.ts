/** How tests have a thread die: over a channel that only the program in `fixtures/mortal-worker.ts` listens to. */
import { BroadcastChannel } from 'node:worker_threads';
import type { ThreadProgram } from '../../../src/balancer/serve/thread-program.ts';

export const DEATHS = 'lbsim tests: deaths';
/** Its heap is small: it takes no time to fill it. */
export const MORTAL: ThreadProgram = {
  script: new URL('./fixtures/mortal-worker.ts', import.meta.url),
  limits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 48 },
};

export interface DeathOrder {
  readonly thread: number;
  readonly way: 'throw' | 'reject' | 'exit' | 'memory' | 'deaf';
}

export function die(order: DeathOrder): void {
  const channel = new BroadcastChannel(DEATHS);
  channel.postMessage(order);
  channel.close();
}
