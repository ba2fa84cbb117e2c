/** The JSON of `/lb/metrics`. */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendCounts } from './backend-counts.ts';
import { Histogram } from './histogram.ts';

/** Latencies in µs: means, and percentiles that are right to an eighth. Rates are over the whole time since the start. */
export interface MetricsReport extends LatencyReport {
  total_requests: number;
  total_errors: number;
  requests_per_second: number;
  healthy_backends: number;
  total_backends: number;
  backends: BackendReport[];
}

interface LatencyReport {
  avg_latency_us: number;
  p50_latency_us: number;
  p90_latency_us: number;
  p99_latency_us: number;
  p999_latency_us: number;
}

interface BackendReport extends LatencyReport {
  id: string;
  address: string;
  state: string;
  weight: number;
  active_connections: number;
  total_requests: number;
  total_errors: number;
  error_rate: number;
}

export function reportOf(counts: readonly BackendCounts[], uptime: Micros): MetricsReport {
  const sum = (value: (one: BackendCounts) => number): number => counts.reduce((total, one) => total + value(one), 0);
  const requests = sum((one) => one.requests);
  const finished = sum((one) => one.histogram.total);
  const seconds = uptime / 1e6;
  return {
    total_requests: requests,
    total_errors: sum((one) => one.errors),
    requests_per_second: seconds > 0 ? requests / seconds : 0,
    ...latencyReport(
      sum((one) => one.latency),
      finished,
      Histogram.sum(counts.map((one) => one.histogram)),
    ),
    healthy_backends: counts.filter(({ backend }) => backend.state === 'Healthy').length,
    total_backends: counts.length,
    backends: counts.map(backendReport),
  };
}

function backendReport({ backend, requests, errors, active, latency, histogram }: BackendCounts): BackendReport {
  return {
    id: backend.id,
    address: backend.address,
    state: backend.state,
    weight: backend.config.weight,
    active_connections: active,
    total_requests: requests,
    total_errors: errors,
    ...latencyReport(latency, histogram.total, histogram),
    error_rate: requests > 0 ? errors / requests : 0,
  };
}

function latencyReport(sum: Micros, finished: number, histogram: Histogram): LatencyReport {
  return {
    avg_latency_us: finished > 0 ? Math.round((sum / finished) * 10) / 10 : 0,
    p50_latency_us: histogram.quantile(0.5),
    p90_latency_us: histogram.quantile(0.9),
    p99_latency_us: histogram.quantile(0.99),
    p999_latency_us: histogram.quantile(0.999),
  };
}
