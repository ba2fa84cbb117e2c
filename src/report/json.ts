/** `report.json`: the whole verdict for programs. Keys stand in a fixed order, so that two reports can be compared. */
import type { Violation } from '../checks/check.ts';
import type { History } from '../sim/history/history.ts';
import { encodeRow } from '../sim/history/ndjson-row.ts';
import type { CheckResult, RunResult } from './run-result.ts';
import type { Summary } from './summary.ts';

/** The version of the format. */
const REPORT_VERSION = 2;

/** The file's text. All times are in µs from the start of the run, but for `wallMs`. */
export function renderJson(result: RunResult, summary: Summary): string {
  const { history } = result;
  const report = {
    lbsim: REPORT_VERSION,
    scenario: result.scenario.name,
    about: result.scenario.about,
    file: result.file,
    seed: result.scenario.seed,
    world: history.meta.world,
    subject: history.meta.subject,
    traced: history.meta.traced,
    digest: result.digest,
    verdict: result.verdict,
    wallMs: result.wallMs,
    replay: result.replay,
    checks: result.results.map((checked) => checkJson(history, checked)),
    leftOut: result.leftOut,
    summary,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function checkJson(history: History, { check, finding }: CheckResult): object {
  return {
    name: check.name,
    kind: check.kind,
    about: check.about,
    verdict: finding.verdict,
    evidence: finding.evidence,
    unit: finding.unit,
    note: finding.note,
    violationCount: finding.violationCount,
    violations: finding.violations.map((violation) => violationJson(history, violation)),
  };
}

/** The rows that show it, each as it stands in history.ndjson, with its number (from 0, the header not counted). */
function violationJson(history: History, violation: Violation): object {
  return {
    message: violation.message,
    events: violation.rows.map((row) => ({ row, ...(JSON.parse(encodeRow(history.row(row))) as object) })),
  };
}
