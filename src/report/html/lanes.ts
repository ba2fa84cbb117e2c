/** A backend's lane: thick while it is used, thin while it is out, loud while it is broken and used all the same. */
import { lookOf } from '../../sim/scenario/fault-facts.ts';
import type { BackendSummary } from '../summary/backends.ts';
import type { Segment } from '../summary/lane.ts';
import { formatCount, formatSpan } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { backdrop, type Plot, picture, round } from './plot.ts';

const HEIGHT = 24;

export function laneRow(plot: Plot, backend: BackendSummary): Markup {
  const story = backend.lane.map((segment) => `${segment.words} ${formatSpan(segment.from, segment.to)}`).join('; ');
  const segments = backend.lane.map((segment) => segmentRect(plot, backend.name, segment));
  return html`<div class="row">
<div class="label">${backend.name}</div>
${picture('lane', HEIGHT, `${backend.name}: ${story}`, [...backdrop(plot, HEIGHT, [backend]), ...segments])}
<div class="note">${formatCount(backend.requests)} req</div>
</div>`;
}

function segmentRect(plot: Plot, name: string, segment: Segment): Markup {
  const x = plot.x(segment.from);
  // The shortest fault is still a hair wide.
  const width = Math.max(1.5, round(plot.x(segment.to) - x));
  const { kind, height } = look(segment);
  const title = `${name} ${segment.words}, ${formatSpan(segment.from, segment.to)}`;
  return html`<rect class="${kind}" x="${x}" y="${(HEIGHT - height) / 2}" width="${width}" height="${height}"><title>${title}</title></rect>`;
}

interface Look {
  readonly kind: string;
  readonly height: number;
}

function look(segment: Segment): Look {
  const [fault] = segment.faults;
  if (segment.rotation === 'out') return fault === undefined ? { kind: 'back', height: 4 } : { kind: 'out', height: 4 };
  if (fault !== undefined && lookOf(fault) === 'slow') return { kind: 'slow', height: 18 };
  if (fault !== undefined) return { kind: 'down', height: 18 };
  return segment.rotation === 'draining' ? { kind: 'drain', height: 10 } : { kind: 'up', height: 10 };
}

const MEANINGS: readonly (readonly [kind: string, words: string])[] = [
  ['up', 'in rotation'],
  ['down', 'faulty, in rotation'],
  ['slow', 'slow, in rotation'],
  ['out', 'faulty, out of rotation'],
  ['back', 'well again, still out'],
  ['drain', 'draining'],
];

/** What the colours mean, as far as they occur. */
export function laneLegend(backends: readonly BackendSummary[]): Markup {
  const seen = new Set(backends.flatMap((backend) => backend.lane.map((segment) => look(segment).kind)));
  const items = MEANINGS.filter(([kind]) => seen.has(kind)).map(
    ([kind, words]) => html`<li><i class="key ${kind}"></i>${words}</li>`,
  );
  return html`<ul class="legend lanes">${items}</ul>`;
}
