/**
 * The program of a thread that serves: the same code from `src` and from `dist`. To last it wants the compiled one: Node
 * strips types with WebAssembly, and the V8 of Node 24 may crash when threads with WebAssembly in them come and go
 * (nodejs/node#64500).
 */
import type { ResourceLimits } from 'node:worker_threads';

export interface ThreadProgram {
  readonly script: URL;
  readonly limits: ResourceLimits;
}

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Each thread has a heap of its own. What a request needs is young and gone with it: a small space for that costs little
 * time and keeps the process from growing by the number of its threads.
 */
const YOUNG_GENERATION_MB = 12;

export const THREAD_PROGRAM: ThreadProgram = {
  script: new URL(`./worker-main${EXTENSION}`, import.meta.url),
  limits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
};
