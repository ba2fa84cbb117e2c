/** What a request costs a subject when as many come as it can take. */
import type { Stage } from '../stage/stage.ts';
import type { Answer } from '../subjects/upstream.ts';
import { cpuMicros, residentMb } from './process-usage.ts';
import type { RunningSubject } from './running-subject.ts';
import { timeWait } from './time-wait.ts';
import { wrk } from './wrk.ts';

/** Of so many requests one may cost a connection to the upstream. */
const REQUESTS_PER_CONNECTION = 100;

export interface Throughput {
  /** User and system time of the whole process tree, by the number of answers. */
  readonly cpuMicrosPerRequest: number;
  readonly requestsPerSecond: number;
  /** How much of one processor it used: well under 100, the load was the limit and not the subject. */
  readonly busyPercent: number;
  readonly residentMb: number;
}

export interface Load {
  readonly answer: Answer;
  readonly connections: number;
  readonly seconds: number;
}

/** Null when nothing was answered. `complain` hears of errors and of connections that were not reused. */
export async function measureThroughput(
  stage: Stage,
  { ports, pid }: RunningSubject,
  { answer, connections, seconds }: Load,
  complain: (complaint: string) => void,
): Promise<Throughput | null> {
  const closedBefore = timeWait(ports.upstream);
  const cpuBefore = cpuMicros(pid);
  const start = performance.now();
  const result = await wrk(stage, `http://127.0.0.1:${ports.listen}${answer.path}`, connections, seconds);
  const micros = (performance.now() - start) * 1000;
  const cpu = cpuMicros(pid) - cpuBefore;
  const closed = timeWait(ports.upstream) - closedBefore;
  const { requests, errors } = result;
  if (errors > 0) complain(`${answer.title} answers: ${errors} errors, ${requests} answers`);
  if (closed * REQUESTS_PER_CONNECTION > requests) {
    complain(`${answer.title} answers: ${closed} upstream connections closed for ${requests} requests: not reused`);
  }
  if (requests === 0) return null;
  return {
    cpuMicrosPerRequest: cpu / requests,
    requestsPerSecond: result.requestsPerSecond,
    busyPercent: (cpu / micros) * 100,
    residentMb: residentMb(pid),
  };
}
