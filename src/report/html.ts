/**
 * `report.html`: the run as one page that needs nothing else, not even scripts. It can be mailed, archived and opened in
 * ten years.
 */
import { formatDuration } from '../kernel/units.ts';
import { latencyChart, throughputChart } from './html/charts.ts';
import { checkList, VERDICT_MARKS } from './html/checks.ts';
import { laneLegend, laneRow } from './html/lanes.ts';
import { html, Markup } from './html/markup.ts';
import { axis, plotOf } from './html/plot.ts';
import { STYLE } from './html/style.ts';
import { backendTable, phaseTable, streamTable } from './html/tables.ts';
import type { RunResult } from './run-result.ts';
import type { Moment } from './summary/moments.ts';
import type { Summary } from './summary.ts';
import {
  failureWords,
  formatCount,
  formatLatency,
  formatMomentFixed,
  formatRate,
  formatShare,
  LATE_GENERATOR,
  verdictSentence,
} from './words.ts';

/** Forbids the page to load anything, whatever got into it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** More moments than this are folded away. */
const MOMENTS_SHOWN = 16;

export function renderHtml(result: RunResult, summary: Summary): string {
  const { scenario, verdict, history } = result;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="${POLICY}"/>
<title>${VERDICT_MARKS[verdict]} ${scenario.name}: ${verdict}</title>
<link rel="icon" href="data:,"/>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${scenario.name}</h1>
${scenario.about === '' ? null : html`<p class="about">${scenario.about}</p>`}
${facts(result)}
</header>
<div class="verdict ${verdict}"><span class="mark" aria-hidden="true">${VERDICT_MARKS[verdict]}</span><div><b>${capital(verdict)}</b>${capital(verdictSentence(result.results))}</div></div>
${tiles(summary)}
<h2>Timeline</h2>
${timeline(summary)}
<h2>Checks</h2>
${checkList(history, result.results)}
${result.leftOut.map(({ name, reason }) => html`<p class="soft">Not judged: ${name} (${reason}).</p>`)}
<h2>Phases</h2>
<div class="card tablebox">${phaseTable(summary)}</div>
<p class="hint">Phases are cut where faults were really switched. A request is ok that got a whole answer of a backend with a status below 500; every other one failed. Latency counts from when a request was due to the end of its answer, over all whole answers.</p>
<h2>Load</h2>
<div class="card tablebox">${streamTable(summary)}</div>
<p class="hint">How well the lab itself kept up: what was skipped or sent late is no fault of the balancer.</p>
<h2>Backends</h2>
<div class="card tablebox">${backendTable(summary)}</div>
<p class="hint">Requests as the backends received them, retries included; latency as clients saw their answers.</p>
<h2>Run it again</h2>
<pre class="replay"><code>${result.replay}</code></pre>
<details class="source"><summary>Scenario, as it was run</summary><pre><code>${result.scenarioText}</code></pre></details>
</main>
</body>
</html>
`;
  return page.text;
}

function facts(result: RunResult): Markup {
  const { world, subject } = result.history.meta;
  const items: (readonly [string, string])[] = [
    ['World', world],
    ['Subject', subject],
    ['Seed', String(result.scenario.seed)],
    ['File', result.file],
    ['Took', formatDuration(Math.round(result.wallMs * 1e3))],
    ['Digest', result.digest],
  ];
  return html`<ul class="facts">${items.map(([name, value]) => html`<li>${name} <b>${value}</b></li>`)}</ul>`;
}

function tiles(summary: Summary): Markup {
  const { total, timing } = summary;
  const late = timing.sendLag !== null && timing.sendLag.p99 > LATE_GENERATOR;
  const tile = (name: string, value: string, detail: string, className = ''): Markup =>
    html`<div><dt>${name}</dt><dd class="${className}">${value}<small>${detail}</small></dd></div>`;
  return html`<dl class="card tiles">
${tile('Requests', formatCount(total.requests), `${formatRate(total.rate)} on average`)}
${tile('Ok', formatShare(total.ok, total.requests), `${formatCount(total.ok)} answered, under 500`)}
${tile('Failed', formatCount(total.failed), failureWords(total), total.failed > 0 ? 'alarm' : '')}
${tile('Latency p50', formatLatency(total.latency?.p50), `p90 ${formatLatency(total.latency?.p90)}`)}
${tile('Latency p99', formatLatency(total.latency?.p99), `max ${formatLatency(total.latency?.max)}`)}
${tile('Send lag p99', formatLatency(timing.sendLag?.p99), late ? 'the generator could not keep up' : `max ${formatLatency(timing.sendLag?.max)}`, late ? 'warn' : '')}
</dl>`;
}

function timeline(summary: Summary): Markup {
  const plot = plotOf(summary);
  return html`<figure class="card">
${summary.backends.map((backend) => laneRow(plot, backend))}
${laneLegend(summary.backends)}
${throughputChart(plot)}
${latencyChart(plot)}
${axis(plot)}
${moments(summary.moments)}
</figure>`;
}

function moments(all: readonly Moment[]): Markup | null {
  if (all.length === 0) return null;
  const items = all.map(
    (moment) =>
      html`<li><span class="time">${formatMomentFixed(moment.at)}</span><span class="who soft">${moment.source}</span><span class="${moment.tone}">${moment.text}</span></li>`,
  );
  const list = html`<ol class="moments">${items}</ol>`;
  return all.length <= MOMENTS_SHOWN
    ? list
    : html`<details class="source"><summary>${formatCount(all.length)} moments</summary>${list}</details>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
