/** How tests have a thread die: over a channel that only the program in `fixtures/mortal-worker.mjs` listens to. */
import { BroadcastChannel } from 'node:worker_threads';
import { fixtureProgram } from './programs.ts';

const DEATHS = 'lbsim tests: deaths';
/** Its heap is small: it takes no time to fill it. */
export const MORTAL = fixtureProgram('mortal-worker', { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 48 });

export interface DeathOrder {
  readonly thread: number;
  readonly way: 'throw' | 'reject' | 'exit' | 'memory' | 'deaf';
}

export function die(order: DeathOrder): void {
  const channel = new BroadcastChannel(DEATHS);
  channel.postMessage(order);
  channel.close();
}
