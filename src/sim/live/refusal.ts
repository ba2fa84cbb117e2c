/** What the live world can't do as an ordinary user: said before a run is started, rather than left out of it. */
import { VIRTUAL_LINES } from '../behavior/faults/lines.ts';
import { virtualOnly } from '../scenario/fault-facts.ts';
import { type Scenario, wholeStory } from '../scenario/scenario.ts';
import { faultEvents } from '../scenario/timeline-event.ts';

/** Why this scenario can't be run live; null when it can. */
export function liveRefusal(scenario: Scenario): string | null {
  const kinds = new Set(faultEvents(wholeStory(scenario)).map(({ fault }) => fault.kind));
  const reasons = [...kinds].flatMap((kind) => {
    const reason = virtualOnly(kind);
    return reason === null ? [] : [`${kind} (${reason})`];
  });
  if (scenario.network !== undefined) reasons.push(`the section "network" (${VIRTUAL_LINES})`);
  if (reasons.length === 0) return null;
  return `${scenario.name}: the live world can't do ${reasons.join(', ')}. Use --world virtual.`;
}
