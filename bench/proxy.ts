/**
 * CPU time per request of the built-in balancer next to nginx and HAProxy, interleaved in one run:
 * `npm run bench:proxy [-- --rounds 3 --seconds 5 --path /large]`. Linux only; needs nginx, haproxy and wrk.
 * The subject has processor 0 to itself, load and upstream share processor 1.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuMicros, residentMb } from './process-cpu.ts';
import { nginxUpstream, SUBJECTS, type Subject, UPSTREAM_PORT } from './subjects.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    path: { type: 'string', default: '/' },
  },
});

interface Measurement {
  readonly cpuMicrosPerRequest: number;
  readonly requestsPerSecond: number;
  readonly residentMb: number;
}

function pinned(core: number, command: readonly string[]): ChildProcess {
  const child = spawn('taskset', ['-c', String(core), ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
      setTimeout(() => socket.destroy(), 500).unref();
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}

function load(port: number, seconds: number): { requests: number; errors: number } {
  const url = `http://127.0.0.1:${port}${values.path}`;
  const output = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', `-c${values.connections}`, `-d${seconds}s`, url], {
    encoding: 'utf8',
  });
  const requests = Number(/(\d+) requests in/.exec(output)?.[1] ?? 0);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? '0';
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? [];
  return { requests, errors: Number(bad) + socket.reduce((sum, count) => sum + Number(count), 0) };
}

function measure(subject: Subject, pid: number, seconds: number): Measurement {
  const before = cpuMicros(pid);
  const { requests, errors } = load(subject.port, seconds);
  const cpu = cpuMicros(pid) - before;
  if (errors > 0) throw new Error(`${subject.name}: ${errors} errors under load`);
  return {
    cpuMicrosPerRequest: cpu / requests,
    requestsPerSecond: requests / seconds,
    residentMb: residentMb(pid),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

for (const program of ['nginx', 'haproxy', 'wrk', 'taskset']) {
  try {
    execFileSync('which', [program]);
  } catch {
    console.error(`bench: ${program} is missing; scripts/install-peers installs it (Debian).`);
    process.exit(4);
  }
}

const directory = mkdtempSync(join(tmpdir(), 'lbsim-bench-'));
const children: ChildProcess[] = [];
try {
  children.push(pinned(1, nginxUpstream(directory)));
  await untilListening(UPSTREAM_PORT);
  const running = SUBJECTS.map((subject) => {
    const child = pinned(0, subject.command(directory));
    children.push(child);
    return { subject, pid: child.pid ?? 0, results: [] as Measurement[] };
  });
  for (const { subject } of running) {
    await untilListening(subject.port);
    load(subject.port, 2);
  }
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { subject, pid, results } of running) results.push(measure(subject, pid, Number(values.seconds)));
  }
  const summary = running.map(({ subject, results }) => ({
    name: subject.name,
    cpu: median(results.map((result) => result.cpuMicrosPerRequest)),
    rate: median(results.map((result) => result.requestsPerSecond)),
    mb: median(results.map((result) => result.residentMb)),
  }));
  const nginx = summary.find(({ name }) => name === 'nginx');
  console.log(
    `GET ${values.path}, ${values.connections} connections, median of ${values.rounds} interleaved rounds of ${values.seconds} s`,
  );
  console.log('subject    CPU µs/request   to nginx   requests/s   resident MB');
  for (const { name, cpu, rate, mb } of summary) {
    const ratio = nginx === undefined ? Number.NaN : cpu / nginx.cpu;
    console.log(
      `${name.padEnd(10)} ${cpu.toFixed(1).padStart(14)} ${ratio.toFixed(2).padStart(10)} ${Math.round(rate).toString().padStart(12)} ${mb.toFixed(0).padStart(13)}`,
    );
  }
} finally {
  for (const child of children) child.kill('SIGTERM');
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(running.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  rmSync(directory, { recursive: true, force: true });
}
