/** Short forms for asserting what a check found. */
import { expect } from 'vitest';
import type { Check, Finding } from '../../src/checks/check.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import type { HistoryBuilder } from './history-builder.ts';

export function find(check: Check, builder: HistoryBuilder, scenario: Scenario): Finding {
  return check.run({ history: builder.build(), scenario });
}

export function expectHolds(finding: Finding): void {
  expect(finding.violations).toEqual([]);
  expect(finding.verdict).toBe('holds');
  expect(finding.evidence).toBeGreaterThan(0);
}

export function expectUnknown(finding: Finding, note: RegExp): void {
  expect(finding.violations).toEqual([]);
  expect(finding.verdict).toBe('unknown');
  expect(finding.note).toMatch(note);
}

/** Violated, with a first message like this; rows must be in order and exist. */
export function expectViolated(finding: Finding, message: RegExp, count?: number): void {
  expect(finding.verdict).toBe('violated');
  expect(finding.violations[0]?.message).toMatch(message);
  if (count !== undefined) expect(finding.violationCount).toBe(count);
  for (const { rows } of finding.violations) {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row >= 0)).toBe(true);
    expect([...rows].sort((x, y) => x - y)).toEqual(rows);
  }
}
