/**
 * `/lb/metrics?format=prometheus`: the text exposition format, version 0.0.4, with names, units and labels by the
 * conventions of Prometheus and its client libraries (base units, `_total` on counters, histograms cumulative).
 */
import type { Micros } from '../../kernel/clock.ts';
import type { AnswerCount, AnswerCounts } from './answer-counts.ts';
import type { BackendCounts } from './backend-counts.ts';

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Upper bounds of the latency buckets in seconds: prom-client's defaults, and finer ones below. Latencies lie in buckets
 * of their own: what may lie on either side of a bound counts beyond it.
 */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATES = ['Healthy', 'Unhealthy', 'Draining'] as const;

/** What is counted for the whole balancer: what removed backends did stays in it. */
interface Whole {
  readonly uptime: Micros;
  /** Connections of clients that are open. */
  readonly clients: number;
  readonly answers: AnswerCounts;
}

export function prometheusText({ uptime, clients, answers }: Whole, backends: readonly BackendCounts[]): string {
  const lines: string[] = [];
  const family = (name: string, type: string, help: string, samples: readonly string[]): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => `${name}${sample}`));
  };
  const each = (value: (one: BackendCounts) => number): string[] =>
    backends.map((one) => `{${labels(one)}} ${value(one)}`);
  family('lbsim_uptime_seconds', 'gauge', 'Time since the start in seconds.', [` ${uptime / 1e6}`]);
  family('lbsim_client_connections', 'gauge', 'Connections of clients that are open.', [` ${clients}`]);
  family(
    'lbsim_requests_total',
    'counter',
    'Requests by who answered and the class of the status; none: the client went away before.',
    answers.answers.map(answerSample),
  );
  family(
    'lbsim_failures_total',
    'counter',
    'Requests that got no whole answer from a backend or a page, by reason.',
    answers.reasons.map(answerSample),
  );
  family(
    'lbsim_backend_requests_total',
    'counter',
    'Attempts sent to the backend.',
    each(({ counts }) => counts.requests),
  );
  family(
    'lbsim_backend_errors_total',
    'counter',
    'Attempts that got no whole answer through the fault of the backend.',
    each(({ counts }) => counts.errors),
  );
  family(
    'lbsim_backend_active_requests',
    'gauge',
    'Requests under way at the backend.',
    each((one) => one.active),
  );
  family(
    'lbsim_backend_weight',
    'gauge',
    'Effective weight of the backend.',
    each(({ backend }) => backend.weight / 10),
  );
  family(
    'lbsim_backend_state',
    'gauge',
    'State of the backend: 1 for the one that it is in.',
    backends.flatMap((one) =>
      STATES.map((state) => `{${labels(one)},state="${state}"} ${one.backend.state === state ? 1 : 0}`),
    ),
  );
  family(
    'lbsim_backend_request_duration_seconds',
    'histogram',
    'Time from sending an attempt to the end of its answer in seconds.',
    backends.flatMap(histogramSamples),
  );
  return `${lines.join('\n')}\n`;
}

function answerSample({ label, count }: AnswerCount): string {
  return `{${label}} ${count}`;
}

function histogramSamples(one: BackendCounts): string[] {
  const { histogram, latency } = one.counts;
  return [
    ...BOUNDS.map((bound) => `_bucket{${labels(one)},le="${bound}"} ${histogram.atMost(bound * 1e6)}`),
    `_bucket{${labels(one)},le="+Inf"} ${histogram.total}`,
    `_sum{${labels(one)}} ${latency / 1e6}`,
    `_count{${labels(one)}} ${histogram.total}`,
  ];
}

/** Ids and addresses hold nothing that would need an escape. */
function labels({ backend }: BackendCounts): string {
  return `backend="${backend.id}",address="${backend.address}"`;
}
