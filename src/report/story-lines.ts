/** A scenario's story as lines for people: what a timeline comes to when all repetition and luck is spelled out. */
import { formatDuration, formatPercentage, formatSize } from '../kernel/units.ts';
import { assertionWords } from '../sim/scenario/assertion-words.ts';
import type { Fault } from '../sim/scenario/fault-spec.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import type { TimelineEvent } from '../sim/scenario/timeline-event.ts';

/** One line an event, in order; then what waits for conditions. */
export function storyLines({ timeline, reactions = [] }: Scenario): string[] {
  const plan = timeline.map((event) => `${seconds(event.at)}  ${wordsOf(event)}`);
  const waiting = reactions.flatMap(({ text, from, until, events }) => [
    `${seconds(from)}  waits until ${text}, at the latest until ${seconds(until).trim()}; then`,
    ...events.map((event) => `${' '.repeat(12)}  after ${formatDuration(event.at)}: ${wordsOf(event)}`),
  ]);
  return [...plan, ...waiting];
}

function seconds(at: number): string {
  return `${(at / 1e6).toFixed(6)} s`.padStart(12);
}

function wordsOf(event: TimelineEvent): string {
  switch (event.do) {
    case 'fault':
      return `${event.backend} ${event.fault.kind}${event.action === 'on' ? `${optionWords(event.fault)} on` : ' off'}`;
    case 'order': {
      const { order } = event;
      if (order.kind === 'reload') return 'reload';
      return order.kind === 'weight' ? `weight ${order.weight} ${order.backend}` : `${order.kind} ${order.backend}`;
    }
    case 'subject':
      return `${event.act} the balancer`;
    case 'assert':
      return `assert ${assertionWords(event.assert)}`;
  }
}

function optionWords(fault: Fault): string {
  switch (fault.kind) {
    case 'slow':
      return ` +${formatDuration(fault.extra)}`;
    case 'status':
      return ` ${fault.code} ${formatPercentage(fault.probability)}`;
    case 'link_latency':
      return ` +${formatDuration(fault.latency)} to +${formatDuration(fault.latency + fault.jitter)}`;
    case 'bandwidth':
      return ` ${formatSize(fault.rate)}/s`;
    case 'partition':
      return ` ${fault.direction}`;
    case 'fragment':
      return ` ${fault.bytes}`;
    default:
      return '';
  }
}
