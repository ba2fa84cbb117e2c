/** The verdicts: broken ones open, with the rows that show it; the others one click away. */
import type { Verdict, Violation } from '../../checks/check.ts';
import type { History } from '../../sim/history/history.ts';
import { eventLine } from '../event-line.ts';
import type { CheckResult } from '../run-result.ts';
import { formatCount, formatEvidence, VERDICT_ORDER } from '../words.ts';
import { html, type Markup } from './markup.ts';

export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = { holds: '✓', violated: '✗', unknown: '?' };

/** The first few tell the story; the others are a click away. */
const VIOLATIONS_SHOWN = 3;

export function checkList(history: History, results: readonly CheckResult[]): Markup {
  const ordered = VERDICT_ORDER.flatMap((verdict) => results.filter((result) => result.finding.verdict === verdict));
  if (ordered.length === 0) return html`<p class="soft">No check applied to this scenario.</p>`;
  return html`<div class="checks">
${ordered.map((result) => checkItem(history, result))}
</div>`;
}

function checkItem(history: History, result: CheckResult): Markup {
  const { check, finding } = result;
  const { verdict } = finding;
  const body = html`<summary><span class="mark">${VERDICT_MARKS[verdict]}<span class="sr"> ${verdict}: </span></span>
<span class="name">${check.name}</span><span class="evidence">${formatEvidence(result)}</span><span class="finding">${finding.note}</span></summary>
<div class="body"><p class="soft">${check.about} <span class="kind">${check.kind}</span></p>
${violations(history, result)}</div>`;
  // An attribute without a value would not be well-formed markup.
  return verdict === 'violated'
    ? html`<details class="check ${verdict}" open="open">${body}</details>`
    : html`<details class="check ${verdict}">${body}</details>`;
}

function violations(history: History, { finding }: CheckResult): Markup | null {
  if (finding.violations.length === 0) return null;
  const rest = finding.violationCount - finding.violations.length;
  const items = finding.violations.map((violation) => violationItem(history, violation));
  const folded = items.length - VIOLATIONS_SHOWN;
  const more = html`<details class="source"><summary>${folded === 1 ? 'One more' : `The next ${folded}`}</summary><ol class="violations" start="${VIOLATIONS_SHOWN + 1}">
${items.slice(VIOLATIONS_SHOWN)}
</ol></details>`;
  return html`<ol class="violations">
${items.slice(0, VIOLATIONS_SHOWN)}
</ol>${folded > 0 ? more : null}${rest > 0 ? html`<p class="soft">and ${formatCount(rest)} more like ${finding.violations.length === 1 ? 'this' : 'these'}</p>` : null}`;
}

function violationItem(history: History, violation: Violation): Markup {
  const rows = violation.rows.map((row) => {
    const { time, actor, what, ids } = eventLine(history, row);
    return html`<tr><td class="time">${time}</td><th scope="row">${actor}</th><td>${what}</td><td class="soft">${ids}</td></tr>`;
  });
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="Events that show it"><table class="events"><tbody>
${rows}
</tbody></table></div>`;
  return html`<li><p>${violation.message}</p>${rows.length === 0 ? null : table}</li>`;
}
