/** Brings the server behind the subjects up, after making sure that nobody else is on the benchmark's ports. */
import { SUBJECTS } from '../subjects/index.ts';
import { launchUpstream } from '../subjects/upstream.ts';
import { checkFree, DIRECT_PORT, portsOf, untilListening } from './ports.ts';
import { requirePrograms } from './programs.ts';
import type { Stage } from './stage.ts';

/** Rejects with `environment-failed` when a program is missing or a port is taken. */
export async function startUpstream(stage: Stage): Promise<void> {
  requirePrograms('taskset', 'nginx', 'wrk');
  const all = SUBJECTS.map((_, index) => portsOf(index));
  await checkFree([DIRECT_PORT, ...all.flatMap(({ listen, upstream, admin }) => [listen, upstream, admin])]);
  const ports = [DIRECT_PORT, ...all.map(({ upstream }) => upstream)];
  const child = stage.start(launchUpstream(stage.directory, ports), '1');
  await untilListening(stage, child, DIRECT_PORT);
}
