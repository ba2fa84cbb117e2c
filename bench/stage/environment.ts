/** What a figure depends on besides the subjects. */
import { cpus, loadavg, release, type } from 'node:os';

/** Above this load average somebody else is at work, too. */
const QUIET_LOAD = 0.5;

/** One line: system, processor, Node.js, and how busy the machine is now. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg().map((average) => average.toFixed(2));
  const busy = (loadavg()[0] ?? 0) > QUIET_LOAD ? ' (the machine was busy: latencies above all mean little)' : '';
  const system = `${type()} ${release()}`;
  return `${system}; ${model}, ${processors.length} cores; Node.js ${process.versions.node}; load average at start ${load.join(' ')}${busy}`;
}
