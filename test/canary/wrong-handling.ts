/** Wrong balancers that cut off, leave over, miscount, or tell backends what nobody said. */

import { createMetrics } from '../../src/balancer/core/metrics.ts';
import type { Parts } from '../../src/balancer/parts.ts';
import { createForwarding, type PeerForwarding } from '../../src/balancer/proxy/forwarding.ts';

/** Drains by cutting off what is under way. */
export const cutsOff: Partial<Parts> = {
  drain: ({ clock }) => ({
    begin: (_backend, _timeout, onDone) => void clock.after(1000, () => onDone(false)),
    cancel: () => {},
    stop: () => {},
  }),
};

/** Drains for ever. */
export const drainsForEver: Partial<Parts> = {
  drain: () => ({ begin: () => {}, cancel: () => {}, stop: () => {} }),
};

/** One request in eight is never taken off the count of those under way. */
export const losesCount: Partial<Parts> = {
  metrics(context) {
    const real = createMetrics(context);
    let ended = 0;
    return {
      started: (backend, seen) => real.started(backend, seen),
      finished(backend, latency, failed) {
        if (ended++ % 8 > 0) real.finished(backend, latency, failed);
      },
      answered: (status, own, reason) => real.answered(status, own, reason),
      report: (now) => real.report(now),
      prometheus: (now) => real.prometheus(now),
    };
  },
};

function forwarding(change: (real: PeerForwarding) => PeerForwarding): Partial<Parts> {
  return {
    forwarding(config) {
      const real = createForwarding(config);
      return { forPeer: (peer) => change(real.forPeer(peer)) };
    },
  };
}

function withFields(real: PeerForwarding, fields: PeerForwarding['fields']): PeerForwarding {
  return {
    drops: real.drops,
    clientOf: (head) => real.clientOf(head),
    isSecure: (head) => real.isSecure(head),
    fields,
  };
}

/** Adds a field of its own invention. */
export const inventsFields = forwarding((real) => withFields(real, (head) => `${real.fields(head)}X-Debug: on\r\n`));

/** Keeps one buffer for what it says of clients, and lets the next one read the last one's. */
export const mixesUpClients: Partial<Parts> = {
  forwarding(config) {
    const real = createForwarding(config);
    let last = '';
    return {
      forPeer(peer) {
        const mine = real.forPeer(peer);
        return withFields(mine, (head) => {
          const before = last;
          last = mine.fields(head);
          return before === '' ? last : before;
        });
      },
    };
  },
};
