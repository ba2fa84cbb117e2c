/** wrk as the load: as many requests as a number of connections can carry, each after the last one's answer. */
import type { Stage } from '../stage/stage.ts';

export interface WrkResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Answers that were not 2xx or 3xx, and trouble with sockets. */
  readonly errors: number;
}

/** Throws when it is not what wrk prints. */
export function parseWrk(output: string): WrkResult {
  const requests = /^\s*(\d+) requests in /m.exec(output)?.[1];
  const rate = /^Requests\/sec:\s+([\d.]+)/m.exec(output)?.[1];
  if (requests === undefined || rate === undefined) throw new Error(`This is not what wrk prints:\n${output}`);
  const status = /^\s*Non-2xx or 3xx responses: (\d+)/m.exec(output)?.[1] ?? '0';
  const sockets =
    /^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/m.exec(output)?.slice(1) ?? [];
  return {
    requests: Number(requests),
    requestsPerSecond: Number(rate),
    errors: [status, ...sockets].reduce((sum, count) => sum + Number(count), 0),
  };
}

/** Loads a URL from processor 1. */
export async function wrk(stage: Stage, url: string, connections: number, seconds: number): Promise<WrkResult> {
  return parseWrk(await stage.run(['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, url], '1'));
}
