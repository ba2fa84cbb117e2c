/** How the reports say things: counts, rates, times and verdicts, the same in every format. */
import type { Verdict } from '../checks/check.ts';
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import type { CheckResult } from './run-result.ts';
import type { StatusClass, Traffic } from './summary/traffic.ts';

/** `1,204`: no locale, so that a report reads the same everywhere. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `199/s`, with a decimal below ten. */
export function formatRate(rate: number): string {
  return `${rate < 9.95 && !Number.isInteger(rate) ? rate.toFixed(1) : formatCount(Math.round(rate))}/s`;
}

/** A point in the run, precise enough to read off a timeline: `2 s`, `2.74 s`. */
export function formatMoment(at: Micros): string {
  return `${Number((at / 1e6).toFixed(2))} s`;
}

/** The same, in a column: always two decimals. */
export function formatMomentFixed(at: Micros): string {
  return `${(at / 1e6).toFixed(2)} s`;
}

/** `2–5.01 s`; the dash is left to the renderer's character set. */
export function formatSpan(from: Micros, to: Micros): string {
  return `${Number((from / 1e6).toFixed(2))}–${formatMoment(to)}`;
}

/** A latency, or a dash where nothing was answered. */
export function formatLatency(latency: Micros | null | undefined): string {
  return latency === null || latency === undefined ? '–' : formatDuration(latency);
}

/** Shares and rates of success, with one decimal, and never 100 or 0 when it isn't. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (part < whole && percent > 99.9) return `${Math.min(99.99, Math.floor(percent * 100) / 100)}%`;
  if (part > 0 && percent < 0.1) return '<0.1%';
  return `${percent.toFixed(1).replace(/\.0$/, '')}%`;
}

/** The title of a column of answers. */
export function className(name: StatusClass): string {
  return name === 'none' ? 'no answer' : name;
}

/** Why requests failed: `90 got a 5xx, 2 no answer`. */
export function failureWords({ answers, failed }: Pick<Traffic, 'answers' | 'failed'>): string {
  if (failed === 0) return 'none';
  const reasons = [
    [answers['5xx'], 'got a 5xx'],
    [answers.none, 'no answer'],
    [failed - answers['5xx'] - answers.none, 'otherwise'],
  ] as const;
  return reasons
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
}

/** `1,204 requests`. */
export function formatEvidence(result: CheckResult): string {
  return `${formatCount(result.finding.evidence)} ${result.finding.unit}`;
}

/** The last word on a run: `all 7 checks hold`, `1 of 7 checks violated, 1 unknown`. */
export function verdictSentence(results: readonly CheckResult[]): string {
  const count = (verdict: Verdict): number => results.filter((result) => result.finding.verdict === verdict).length;
  const violated = count('violated');
  const unknown = count('unknown');
  const all = results.length;
  if (all === 0) return 'no check applied to this scenario';
  const checks = all === 1 ? 'check' : 'checks';
  if (violated > 0) return `${violated} of ${all} ${checks} violated${unknown > 0 ? `, ${unknown} unknown` : ''}`;
  if (unknown > 0) return `${unknown} of ${all} ${checks} unknown, for want of evidence; the others hold`;
  return all === 1 ? 'the one check holds' : `all ${all} checks hold`;
}

/** A send lag from which on the generator, not the subject, may explain a latency. */
export const LATE_GENERATOR: Micros = 5_000;

/** Most telling first: broken promises, then open questions, then what holds. */
export const VERDICT_ORDER: readonly Verdict[] = ['violated', 'unknown', 'holds'];
