/** What `lbsim run` says on a terminal when a run is over. A pure string: the caller knows the terminal. */
import { formatDuration } from '../kernel/units.ts';
import type { RunResult } from './run-result.ts';
import type { Summary } from './summary.ts';
import { checkLines } from './terminal/checks.ts';
import { footerLines } from './terminal/footer.ts';
import { Pen, type TerminalOptions } from './terminal/pen.ts';
import { backendLines, phaseLines, streamLines } from './terminal/tables.ts';
import { timelineLines } from './terminal/timeline.ts';
import { formatCount, LATE_GENERATOR } from './words.ts';

export type { TerminalOptions };

/** The whole summary, ending in a line feed. No line is wider than `options.width` (40 at least). */
export function renderTerminal(result: RunResult, summary: Summary, options: TerminalOptions): string {
  const pen = new Pen(options);
  const lines = [
    '',
    ...titleLines(pen, result),
    '',
    pen.heading('Timeline'),
    ...timelineLines(pen, summary),
    '',
    pen.heading('Phases'),
    ...phaseLines(pen, summary),
    ...timingLines(pen, summary),
    ...loadSection(pen, summary),
    '',
    pen.heading('Backends'),
    ...backendLines(pen, summary),
    '',
    pen.heading('Checks'),
    ...checkLines(pen, result.history, result.results),
    ...result.leftOut.flatMap(({ name, reason }) => pen.paragraph(`not judged: ${name} (${reason})`, 2, 'dim')),
    '',
    ...footerLines(pen, result),
    '',
  ];
  return lines.join('\n');
}

function titleLines(pen: Pen, result: RunResult): string[] {
  const { scenario, history } = result;
  const { world, subject } = history.meta;
  const facts = [`${world} world`, subject, `seed ${scenario.seed}`];
  // Only a virtual run repeats to the byte: elsewhere a digest would promise what it can't.
  if (world === 'virtual') facts.push(`digest ${result.digest.slice(0, 12)}`);
  facts.push(`took ${formatDuration(Math.round(result.wallMs * 1e3))}`);
  const about = scenario.about === '' ? [] : pen.paragraph(scenario.about, 2);
  return [
    pen.line([['  '], [scenario.name, 'bold']]),
    ...pen.paragraph(facts.join(` ${pen.glyphs.bullet} `), 2, 'dim'),
    ...(about.length > 0 ? ['', ...about] : []),
  ];
}

/** Only where there is more to say than the phases do. */
function loadSection(pen: Pen, summary: Summary): string[] {
  const { streams } = summary;
  const skipped = streams.reduce((sum, stream) => sum + stream.skipped, 0);
  const lines = streams.length > 1 ? ['', pen.heading('Load'), ...streamLines(pen, streams)] : [];
  if (skipped === 0) return lines;
  const what = `${formatCount(skipped)} ${skipped === 1 ? 'request was' : 'requests were'} due and never sent`;
  return [...lines, ...pen.paragraph(`${what}: the generator could not keep up.`, 2, 'warn')];
}

function timingLines(pen: Pen, summary: Summary): string[] {
  const { sendLag } = summary.timing;
  const meaning =
    'ok: a whole answer below 500; all others failed. Latency: from when a request was due to the end of its answer.';
  if (sendLag === null) return pen.paragraph(meaning, 2, 'dim');
  const sent = `Sent at most ${formatDuration(sendLag.max)} late, p99 ${formatDuration(sendLag.p99)}.`;
  if (sendLag.p99 <= LATE_GENERATOR) return pen.paragraph(`${meaning} ${sent}`, 2, 'dim');
  return [
    ...pen.paragraph(meaning, 2, 'dim'),
    ...pen.paragraph(`${sent} The generator could not keep up: latencies include its own delay.`, 2, 'warn'),
  ];
}
