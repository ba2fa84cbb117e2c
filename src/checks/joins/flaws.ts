/** What backends found wrong with requests, by the checksums that clients sent along: shared by the laws on each kind. */
import { NONE } from '../../sim/history/history.ts';
import { type Check, Findings } from '../check.ts';
import { rowsOf } from './rows.ts';
import { clockTime, viewOf } from './view.ts';

/** Of a head (`backend.request`). */
export const HEAD_FLAWS = { method: 1, target: 2, field: 4, hop: 8, injected: 16, unsure: 32 } as const;
/** Of a body (`backend.body`). */
export const BODY_FLAWS = { bytes: 1, length: 2 } as const;

export interface FlawLaw {
  readonly name: string;
  readonly about: string;
  /** By bit of a head: what is wrong, in words behind "arrived". */
  readonly head: ReadonlyMap<number, string>;
  readonly body?: ReadonlyMap<number, string>;
  readonly holds: string;
}

export function flawCheck({ name, about, head, body, holds }: FlawLaw): Check {
  return {
    name,
    kind: 'invariant',
    byChance: true,
    about,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      const violate = (row: number, words: ReadonlyMap<number, string>, flaws: number) => {
        const found = [...words].filter(([bit]) => (flaws & bit) !== 0).map(([, what]) => what);
        if (found.length === 0) return;
        const send = requests.sendRow[requests.ofRow[row] as number] as number;
        const who = history.actors[history.actor[row] as number];
        findings.violate(
          `Request ${history.req[row]} arrived at ${who} (${clockTime(history, row)}) ${found.join(', and ')}.`,
          [send, row],
        );
      };
      for (const row of view.arrivalRows) {
        const flaws = history.a[row] as number;
        if (requests.ofRow[row] === NONE || (flaws & HEAD_FLAWS.unsure) !== 0) continue;
        findings.observe();
        if (flaws !== 0) violate(row, head, flaws);
      }
      if (body !== undefined) {
        for (const row of rowsOf(history, 'backend.body')) {
          const flaws = history.b[row] as number;
          if (requests.ofRow[row] === NONE) continue;
          findings.observe();
          if (flaws !== 0) violate(row, body, flaws);
        }
      }
      return findings.finding(holds, 'no request reached a backend with its checksum');
    },
  };
}
