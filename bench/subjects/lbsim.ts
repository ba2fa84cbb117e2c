/** The built-in balancer as it is shipped: strict parsing, health checks and metrics on. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cores, Launch } from '../stage/stage.ts';
import { type Place, type Subject, writeConfig } from './subject.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PACKAGE = new URL('../../package.json', import.meta.url);

function launch(id: string, place: Place, threads: number): Launch {
  const config = `[loadbalancer]
listen_address = "127.0.0.1"
listen_port = ${place.listen}
algorithm = "round_robin"
${threads === 1 ? '' : `threads = ${threads}\n`}
[health_check]
interval_secs = 1
timeout_secs = 0.5

[[backends]]
address = "127.0.0.1"
port = ${place.upstream}
`;
  return { argv: [process.execPath, MAIN, 'serve', '--config', writeConfig(place, `${id}.toml`, config)] };
}

function lbsim(id: string, title: string, threads: number, cores: Extract<Cores, '0' | '0-1'>): Subject {
  return {
    id,
    program: 'lbsim',
    title,
    family: 'lbsim',
    cores,
    missing: () => null,
    version: () => JSON.parse(readFileSync(PACKAGE, 'utf8')).version,
    launch: (place) => launch(id, place, threads),
  };
}

export const LBSIM = lbsim('lbsim', 'lbsim', 1, '0');

/** One thread that may use both processors (collector and compiler have threads of their own): what two are held against. */
export const LBSIM_1_THREAD = lbsim('lbsim-1-thread', 'lbsim, 1 thread', 1, '0-1');
export const LBSIM_2_THREADS = lbsim('lbsim-2-threads', 'lbsim, 2 threads', 2, '0-1');
