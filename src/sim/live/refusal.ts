/** What the live world can't do as an ordinary user: said before a run is started, rather than left out of it. */
import { isNetworkFault } from '../behavior/index.ts';
import { type Scenario, wholeStory } from '../scenario/scenario.ts';
import { faultEvents } from '../scenario/timeline-event.ts';
import { listed } from '../scenario/words.ts';

/** Why this scenario can't be run live; null when it can. */
export function liveRefusal(scenario: Scenario): string | null {
  const kinds = faultEvents(wholeStory(scenario)).map(({ fault }) => fault.kind);
  const faults = [...new Set(kinds.filter(isNetworkFault))];
  const what = [...faults, ...(scenario.network === undefined ? [] : ['the section "network"'])];
  if (what.length === 0) return null;
  return (
    `${scenario.name}: the live world can't do ${listed(what)}: to spoil the lines of this machine takes root, ` +
    'and would spoil them for everybody. Use --world virtual.'
  );
}
