/** The streams of the load: what each was to send, and how well the lab itself kept up with that. */
import type { Micros } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/units.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';
import type { ArrivalSpec, ClientBehavior, LoadSpec } from '../../sim/scenario/load-spec.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { formatRate } from '../words.ts';
import { quantileOf, sortedByGroup } from './quantiles.ts';
import type { Requests } from './requests.ts';

export interface StreamSummary {
  /** `200/s at random, POST /upload`, `5 clients in turn, dripped`. */
  readonly words: string;
  /** Requests that were sent. */
  readonly requests: number;
  /** Requests that were due and never sent: the lab was too late for them, or had too many under way. */
  readonly skipped: number;
  /** How late requests were sent; null when none was. */
  readonly lag: { readonly p99: Micros; readonly max: Micros } | null;
}

const LOAD = EVENT_CODE['lab.load'];

/** In the order of the scenario. */
export function streamSummaries(history: History, scenario: Scenario, requests: Requests): StreamSummary[] {
  const streams = scenario.load.length;
  const lags = sortedByGroup(requests.lag, streams, (i) => requests.stream[i] as number);
  const skipped = new Array<number>(streams).fill(0);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== LOAD) continue;
    skipped[Number(history.texts[history.text[row] as number])] = history.a[row] as number;
  }
  return scenario.load.map((load, index) => {
    const sorted = lags[index] ?? new Float64Array(0);
    const max = sorted[sorted.length - 1];
    return {
      words: wordsOf(load),
      requests: sorted.length,
      skipped: skipped[index] ?? 0,
      lag: max === undefined ? null : { p99: quantileOf(sorted, 0.99), max },
    };
  });
}

function wordsOf({ arrivals, clients, connections, behavior, requests }: LoadSpec): string {
  const words = [arrivalWords(arrivals, clients)];
  const [first] = requests;
  if (requests.length > 1) words.push(`${requests.length} kinds of requests`);
  else if (first !== undefined && `${first.method} ${first.path}` !== 'GET /r')
    words.push(`${first.method} ${first.path}`);
  if (connections.kind === 'close') words.push('a connection each');
  if (connections.kind === 'pipeline') words.push(`pipelined by ${connections.depth}`);
  const odd = behaviorWords(behavior);
  if (odd !== '') words.push(odd);
  return words.join(', ');
}

function arrivalWords(arrivals: ArrivalSpec, clients: number): string {
  const chance = 'spacing' in arrivals && arrivals.spacing === 'poisson' ? ' at random' : '';
  switch (arrivals.kind) {
    case 'rate':
      return `${formatRate(arrivals.rate)}${chance}`;
    case 'ramp':
      return `${formatRate(arrivals.from)} to ${formatRate(arrivals.to)}${chance}`;
    case 'steps':
      return `${arrivals.rates.length} steps of ${formatDuration(arrivals.each)}${chance}`;
    case 'sine':
      return `${formatRate(arrivals.mean)} swinging by ${formatRate(arrivals.amplitude)}${chance}`;
    case 'bursts':
      return `${arrivals.size} every ${formatDuration(arrivals.every)}`;
    case 'replay':
      return `${arrivals.due.length} replayed`;
    case 'closed':
      return `${clients} clients in turn`;
  }
}

function behaviorWords(behavior: ClientBehavior): string {
  switch (behavior.kind) {
    case 'none':
      return '';
    case 'slow':
      return 'dripped';
    case 'slow_read':
      return 'read slowly';
    case 'abort':
      return 'aborted';
    case 'half_close':
      return 'half-closed';
    case 'bad':
      return `bad: ${behavior.name}`;
  }
}
