/** Phases and backends as tables, each in a box of its own that scrolls when the page is too narrow. */
import { formatDuration } from '../../kernel/units.ts';
import type { BackendSummary } from '../summary/backends.ts';
import { isFailure, type StatusClass, type Traffic, toldClasses } from '../summary/traffic.ts';
import type { Summary } from '../summary.ts';
import { className, formatCount, formatLatency, formatRate, formatShare, formatSpan } from '../words.ts';
import { html, type Markup } from './markup.ts';

export function phaseTable(summary: Summary): Markup {
  const classes = toldClasses(summary.total);
  const rows = summary.phases.map((phase) =>
    trafficRow(phase.label, formatSpan(phase.from, phase.to), phase.traffic, classes, ''),
  );
  const { from, to } = summary.load;
  const heads = ['Time', 'Requests', 'Rate', 'ok', 'Failed', ...classes.map(className), 'p50', 'p90', 'p99', 'Max'];
  return table(
    'Phases',
    ['Phase', ...heads],
    [...rows, trafficRow('Whole run', formatSpan(from, to), summary.total, classes, 'total')],
  );
}

function trafficRow(
  label: string,
  span: string,
  traffic: Traffic,
  classes: readonly StatusClass[],
  rowClass: string,
): Markup {
  const { latency } = traffic;
  return html`<tr class="${rowClass}"><th scope="row">${label}</th>
<td class="soft">${span}</td>
<td>${formatCount(traffic.requests)}</td><td>${formatRate(traffic.rate)}</td>
<td>${formatShare(traffic.ok, traffic.requests)}</td>${alarming(traffic.failed)}
${classes.map((name) => (isFailure(name) ? alarming(traffic.answers[name]) : html`<td>${formatCount(traffic.answers[name])}</td>`))}
<td>${formatLatency(latency?.p50)}</td><td>${formatLatency(latency?.p90)}</td><td>${formatLatency(latency?.p99)}</td><td>${formatLatency(latency?.max)}</td></tr>`;
}

export function backendTable(summary: Summary): Markup {
  const most = Math.max(0, ...summary.backends.map((backend) => backend.share));
  const heads = ['Weight', 'Requests', 'Share', 'Answers', 'Aborted', 'Connections', 'Probes', 'Out for', 'p50', 'p99'];
  return table(
    'Backends',
    ['Backend', ...heads],
    summary.backends.map((backend) => backendRow(backend, most)),
  );
}

function backendRow(backend: BackendSummary, most: number): Markup {
  const out = backend.lane.reduce((sum, { rotation, from, to }) => (rotation === 'out' ? sum + to - from : sum), 0);
  const bar = most === 0 ? 0 : Math.round((backend.share / most) * 100);
  return html`<tr><th scope="row">${backend.name}</th>
<td>${backend.weight ?? '–'}</td><td>${formatCount(backend.requests)}</td>
<td class="share"><i><b style="width:${bar}%"></b></i><span>${formatShare(backend.share, 1)}</span></td>
<td>${formatCount(backend.answers)}</td>${alarming(backend.aborts)}
<td>${formatCount(backend.connections)}</td><td>${formatCount(backend.probes)}</td>
<td>${backend.states.length === 0 ? '–' : out === 0 ? '0' : formatDuration(out)}</td>
<td>${formatLatency(backend.latency?.p50)}</td><td>${formatLatency(backend.latency?.p99)}</td></tr>`;
}

export function streamTable(summary: Summary): Markup {
  return table(
    'Load',
    ['Stream', 'Sent', 'Skipped', 'Late p99', 'Late max'],
    summary.streams.map(
      ({ words, requests, skipped, lag }) => html`<tr><th scope="row">${words}</th>
<td>${formatCount(requests)}</td>${alarming(skipped)}<td>${formatLatency(lag?.p99)}</td><td>${formatLatency(lag?.max)}</td></tr>`,
    ),
  );
}

function table(label: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows}
</tbody></table></div>`;
}

function alarming(count: number): Markup {
  return html`<td class="${count > 0 ? 'alarm' : 'zero'}">${formatCount(count)}</td>`;
}
