/** Which failures are tried again, and when the budget says no. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryRules, retryKind } from '../../../src/balancer/proxy/retry-rules.ts';

test.each([
  ['not-connected', false, true, 'POST', 'elsewhere'],
  ['not-connected', true, false, 'GET', 'elsewhere'],
  ['no-answer', true, false, 'GET', 'raced'],
  ['no-answer', true, false, 'DELETE', 'raced'],
  ['no-answer', true, false, 'POST', 'never'],
  ['no-answer', true, true, 'PUT', 'never'],
  ['no-answer', false, false, 'GET', 'never'],
  ['cut', true, false, 'GET', 'never'],
  ['malformed', true, false, 'GET', 'never'],
] as const)('%s, kept connection %s, body %s, %s: %s', (failure, reused, hasBody, method, kind) => {
  expect(retryKind(failure, reused, hasBody, method)).toBe(kind);
});

test('a request has so many attempts, whatever the reason', () => {
  const rules = new RetryRules({ attempts: 3, budget: 1 });
  for (const kind of ['elsewhere', 'raced'] as const) {
    expect([1, 2, 3, 4].map((attempts) => rules.allow(kind, attempts))).toEqual([true, true, false, false]);
  }
});

test('a dead backend uses up no budget: what never reached one is free', () => {
  const rules = new RetryRules({ attempts: 3, budget: 0 });
  for (let i = 0; i < 1000; i++) expect(rules.allow('elsewhere', 1)).toBe(true);
});

test('other retries are a share of the requests, and a few to begin with', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 2000 }), (budget, requests) => {
      const rules = new RetryRules({ attempts: 3, budget });
      let retries = 0;
      for (let i = 0; i < requests; i++) {
        rules.earn();
        if (rules.allow('raced', 1)) retries++;
      }
      expect(retries).toBeLessThanOrEqual(11 + requests * budget);
      expect(retries).toBeGreaterThanOrEqual(Math.min(requests, Math.floor(requests * budget)) - 1);
    }),
  );
});
