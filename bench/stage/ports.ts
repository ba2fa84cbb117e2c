/**
 * Which port is whose. Each subject has an upstream port of its own, so that connections it left behind are known to be
 * its own.
 */
import { connect } from 'node:net';
import { LbsimError } from '../../src/kernel/errors.ts';
import { type Child, describeExit } from '../../src/sim/live/child.ts';
import type { Stage } from './stage.ts';

const BASE = 19400;
/** How many subjects there may be. */
const SUBJECTS_MAX = 20;
const START_MS = 10_000;
const POLL_MS = 25;

/** Where a subject stands. */
export interface Ports {
  readonly listen: number;
  readonly upstream: number;
  /** For metrics of programs that show them on a port of their own. */
  readonly admin: number;
}

/** The upstream's port for those who talk to it directly. */
export const DIRECT_PORT = BASE;

/** `index` is the subject's place in the registry. */
export function portsOf(index: number): Ports {
  if (index >= SUBJECTS_MAX) throw new Error(`only ${SUBJECTS_MAX} subjects have ports`);
  const listen = DIRECT_PORT + 1 + index;
  return { listen, upstream: listen + SUBJECTS_MAX, admin: listen + 2 * SUBJECTS_MAX };
}

/** Rejects with `environment-failed` when somebody listens on one of them: it would be measured in a subject's stead. */
export async function checkFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (!(await answers(port))) continue;
    throw new LbsimError('environment-failed', `Port ${port} is taken. Is another benchmark running?`);
  }
}

/** Rejects with `subject-failed`, with what it printed, when the program ends first or takes more than ten seconds. */
export async function untilListening(stage: Stage, child: Child, port: number): Promise<void> {
  for (const deadline = performance.now() + START_MS; performance.now() < deadline; ) {
    checkAlive(child, port);
    if (await answers(port)) return;
    await stage.sleep(POLL_MS);
  }
  throw new LbsimError('subject-failed', `nothing listens on port ${port} after ${START_MS / 1000} s\n${child.tail}`);
}

/** Throws `subject-failed`, with what it printed last, when the program for `port` has ended. */
export function checkAlive(child: Child, port: number): void {
  if (child.exit === null) return;
  throw new LbsimError('subject-failed', `the program for port ${port} ${describeExit(child.exit)}\n${child.tail}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}
