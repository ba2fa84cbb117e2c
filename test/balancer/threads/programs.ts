/**
 * What the threads of these tests run: compiled code only. Node strips types with WebAssembly, and the V8 of Node 24 can
 * crash the process when several threads begin and end with WebAssembly in them (nodejs/node#64500).
 */
import type { ResourceLimits } from 'node:worker_threads';
import { THREAD_PROGRAM, type ThreadProgram } from '../../../src/balancer/serve/thread-program.ts';
import { builtMain } from '../../e2e/support/built.ts';

export function builtProgram(): ThreadProgram {
  // Throws when what was built is not these sources.
  builtMain();
  return { ...THREAD_PROGRAM, script: new URL('../../../dist/balancer/serve/worker-main.js', import.meta.url) };
}

/** A program from `fixtures`. */
export function fixtureProgram(name: string, limits: ResourceLimits = THREAD_PROGRAM.limits): ThreadProgram {
  builtMain();
  return { script: new URL(`./fixtures/${name}.mjs`, import.meta.url), limits };
}
