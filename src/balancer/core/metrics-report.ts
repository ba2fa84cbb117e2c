/** The JSON of `/lb/metrics`. */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendCounts } from './backend-counts.ts';
import { Counts } from './counts.ts';

/**
 * Latencies in µs: means, and percentiles that are right to an eighth. Rates are over the whole time since the start, and
 * the totals over all backends that there ever were.
 */
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

/** `gone`: what backends counted that were removed. It stays in the totals, which never fall. */
export function reportOf(present: readonly BackendCounts[], gone: Counts, uptime: Micros): MetricsReport {
  const all = new Counts();
  all.add(gone);
  for (const { counts } of present) all.add(counts);
  const seconds = uptime / 1e6;
  return {
    total_requests: all.requests,
    total_errors: all.errors,
    requests_per_second: seconds > 0 ? all.requests / seconds : 0,
    ...latencyReport(all),
    healthy_backends: present.filter(({ backend }) => backend.state === 'Healthy').length,
    total_backends: present.length,
    backends: present.map(backendReport),
  };
}

function backendReport({ backend, active, counts }: BackendCounts): BackendReport {
  const { requests, errors } = counts;
  return {
    id: backend.id,
    address: backend.address,
    state: backend.state,
    weight: backend.config.weight,
    active_connections: active,
    total_requests: requests,
    total_errors: errors,
    ...latencyReport(counts),
    error_rate: requests > 0 ? errors / requests : 0,
  };
}

function latencyReport({ latency, histogram }: Counts): LatencyReport {
  const finished = histogram.total;
  return {
    avg_latency_us: finished > 0 ? Math.round((latency / finished) * 10) / 10 : 0,
    p50_latency_us: histogram.quantile(0.5),
    p90_latency_us: histogram.quantile(0.9),
    p99_latency_us: histogram.quantile(0.99),
    p999_latency_us: histogram.quantile(0.999),
  };
}
