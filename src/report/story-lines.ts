/** A scenario's story as lines for people: what a timeline comes to when all repetition and luck is spelled out. */
import { formatDuration } from '../kernel/units.ts';
import { assertionWords } from '../sim/scenario/assertion-words.ts';
import { faultWords } from '../sim/scenario/fault-facts.ts';
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
      return event.action === 'on'
        ? `${event.backend} ${event.fault.kind} on: ${faultWords(event.fault.kind, event.fault)}`
        : `${event.backend} ${event.fault.kind} off`;
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
