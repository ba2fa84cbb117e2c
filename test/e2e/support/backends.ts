/** Backends for `lbsim serve`: in this process, or each in its own when the load is heavy. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createBackend } from '../fixtures/backend.ts';
import { ROOT } from './built.ts';
import { atEnd } from './cleanup.ts';
import { Program } from './program.ts';

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The ports of `count` backends: b1, b2, ... */
export function startBackends(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => listen(createBackend(`b${i + 1}`))));
}

export async function startBackendProcesses(count: number): Promise<number[]> {
  const script = join(ROOT, 'test/e2e/fixtures/backend-main.ts');
  const programs = Array.from({ length: count }, (_, i) => new Program(process.execPath, [script, `b${i + 1}`]));
  const lines = await Promise.all(programs.map((program) => program.printed(/^port (\d+)$/m)));
  return lines.map(([, port]) => Number(port));
}
