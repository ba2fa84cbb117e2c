/** The program of the built-in balancer as a subject: what `lbsim serve` runs, with its trace written to a file. */
import { loadConfig } from '../../balancer/serve/load-config.ts';
import { lineLog } from '../../balancer/serve/log.ts';
import { runUntilSignal } from '../../balancer/serve/run-until-signal.ts';
import { serve } from '../../balancer/serve/serve.ts';
import { nodeClock } from '../../node/clock.ts';
import { entropy } from '../../node/entropy.ts';
import { nodeNetwork } from '../../node/network.ts';
import { traceObserver } from '../trace.ts';
import { bufferedFileSink, durableFileSink, type FileSink } from './event-file.ts';
import { LagMonitor } from './lag-monitor.ts';
import { loadParts } from './parts-module.ts';
import type { SubjectOrder } from './subject-protocol.ts';

/** How long rows may lie in memory. */
const FLUSH_MS = 50;

const order = JSON.parse(process.argv[2] ?? '') as SubjectOrder;
const clock = nodeClock(order.epoch);
const trace = order.durable ? unbuffered(order.traceFile) : bufferedFileSink(order.traceFile);
const lag = new LagMonitor(clock, trace.sink, 'lb');
const log = lineLog(process.stdout);

// The lab is gone: nothing keeps this process.
process.on('disconnect', () => process.exit(0));
process.on('exit', () => trace.close());
setInterval(() => trace.flush(), FLUSH_MS);

try {
  const parts = order.partsModule === null ? {} : await loadParts(order.partsModule);
  const observer = traceObserver(clock, trace.sink, order.names);
  const ports = { clock, random: entropy(), network: nodeNetwork() };
  const readConfig = () => loadConfig(order.configFile);
  const starting = serve(readConfig(), { parts, observer, log, readConfig }, ports);
  const ended = runUntilSignal(starting, log);
  await starting;
  lag.start();
  await ended;
  process.exit(0);
} catch (error) {
  log('error', error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function unbuffered(file: string): FileSink {
  return { sink: durableFileSink(file), flush() {}, close() {} };
}
