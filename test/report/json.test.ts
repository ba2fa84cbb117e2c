import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/report/json.ts';
import { summarise } from '../../src/report/summary.ts';
import { sampleRun } from './sample-run.ts';

describe('report.json', () => {
  const result = sampleRun();
  const text = renderJson(result, summarise(result));
  const report = JSON.parse(text) as Record<string, unknown> & {
    checks: { name: string; verdict: string; violations: { message: string; events: object[] }[] }[];
  };

  it('has a version first, and its keys in a fixed order', () => {
    expect(Object.keys(report)).toEqual(
      'lbsim scenario about file seed world subject traced digest verdict wallMs replay checks leftOut summary'.split(
        ' ',
      ),
    );
    expect(report).toMatchObject({
      lbsim: 2,
      scenario: 'backend-crash',
      seed: 7,
      world: 'virtual',
      verdict: 'violated',
    });
    expect(report.digest).toBe(result.digest);
    expect(renderJson(sampleRun(), summarise(sampleRun()))).toBe(text);
  });

  it('shows each violation with its events', () => {
    const broken = report.checks.find((check) => check.verdict === 'violated');
    expect(broken?.name).toBe('never-routes-to-unhealthy');
    expect(broken?.violations[0]?.events[0]).toEqual({
      row: result.results[1]?.finding.violations[0]?.rows[0],
      t: 2_000_000,
      e: 'lab.fault',
      actor: 'lab',
      backend: 'b2',
      on: 1,
      fault: 'crash',
    });
  });

  it('carries the numbers of the summary', () => {
    expect(report.summary).toEqual(JSON.parse(JSON.stringify(summarise(result))));
  });
});
