/** When the traffic has settled nothing is under way: an active count that stays above zero has lost a request. */
import { type Check, Findings } from './check.ts';
import { hasNoMetrics, lastMetrics } from './joins/metrics-reading.ts';
import { trafficUntil } from './joins/traffic.ts';
import { viewOf } from './joins/view.ts';

export const activeReturnsToZero: Check = {
  name: 'active-returns-to-zero',
  kind: 'invariant',
  byChance: true,
  about: 'After the traffic has settled the balancer counts no active request at any backend.',
  applies: () => true,
  missing: (history) => (hasNoMetrics(history) ? 'the subject has no page /lb/metrics' : null),
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('counts');
    const reading = lastMetrics(view.history);
    if (typeof reading === 'string') return findings.finding('', reading);
    const { backends } = trafficUntil(view, reading.row);
    for (const [at, { name }] of view.scenario.backends.entries()) {
      const address = view.history.meta.backendAddresses[name] ?? '';
      const active = reading.backends.find((entry) => entry.address === address)?.numbers.active_connections;
      // What a backend may still work at may still be active.
      if (typeof active !== 'number' || (backends[at]?.open ?? 0) > 0) continue;
      findings.observe();
      if (active === 0) continue;
      findings.violate(
        `The final metrics show ${active} active requests at ${name}, which had answered or lost all it received.`,
        [reading.row],
      );
    }
    return findings.finding(
      'all counts are back at zero',
      'the metrics show no active count, or backends still had work',
    );
  },
};
