/** What checks may take for certain while a fault is on: its limits take certainty away, never add any. */
import { describe, expect, test } from 'vitest';
import { FAULT_KINDS } from '../../../src/sim/behavior/index.ts';
import { effectOf } from '../../../src/sim/scenario/fault-facts.ts';
import { faultFrom } from '../../../src/sim/scenario/fault-options.ts';

const ENTRY = { latency: 200_000, code: 500, rate: 1_000, requests: 3, max: 1, size: 100 };

describe('effects', () => {
  test.each([
    [{}, 'fail', 'ok'],
    [{ probability: 0.5 }, 'may-fail', 'ok'],
    [{ share: 0.5 }, 'may-fail', 'ok'],
    [{ only: 'requests' }, 'ok', 'ok'],
    [{ only: 'probes' }, 'fail', 'ok'],
    [{ paths: '/r' }, 'ok', 'ok'],
    [{ paths: '/h' }, 'fail', 'ok'],
  ])('of a bad status under %j: probes %s, requests %s', (limits, probes, requests) => {
    expect(effectOf(faultFrom('status', { ...ENTRY, ...limits }), '/health')).toEqual({
      probes,
      requests,
      status: 500,
    });
  });

  test.each([
    [{}, 'fail', 'fail'],
    [{ probability: 0.5 }, 'may-fail', 'may-fail'],
    [{ only: 'requests' }, 'ok', 'fail'],
    [{ only: 'probes' }, 'fail', 'ok'],
    [{ paths: '/r' }, 'ok', 'may-fail'],
  ])('of a hang under %j: probes %s, requests %s', (limits, probes, requests) => {
    expect(effectOf(faultFrom('hang', limits), '/health')).toEqual({ probes, requests });
  });

  test('only what leaves a balancer no way to see it otherwise is certain', () => {
    const certain = FAULT_KINDS.filter((kind) => effectOf(faultFrom(kind, ENTRY), '/health').probes === 'fail');
    expect(certain).toEqual(['crash', 'freeze', 'hang', 'reset', 'status']);
  });
});
