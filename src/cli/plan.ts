/** Which runs a command line asks for, and where the report of each goes. */
import { join } from 'node:path';
import type { WorldOption } from './options.ts';
import type { WorldName } from './run-scenario.ts';
import type { ScenarioFile } from './scenario-files.ts';

export interface PlannedRun {
  readonly input: ScenarioFile;
  readonly world: WorldName;
  /** Where the report goes; null for none. */
  readonly directory: string | null;
}

interface PlanFlags {
  readonly world: WorldOption;
  readonly repeat: number;
  /** The directory of all reports. */
  readonly reports: string;
  readonly report: boolean;
}

/** Each scenario in each world, so many times; names tell apart what would otherwise share a folder. */
export function plan(inputs: readonly ScenarioFile[], flags: PlanFlags): PlannedRun[] {
  const worlds: readonly WorldName[] = flags.world === 'both' ? ['live', 'virtual'] : [flags.world];
  const taken = new Set<string>();
  const runs: PlannedRun[] = [];
  for (const input of inputs) {
    for (const world of worlds) {
      for (let turn = 1; turn <= flags.repeat; turn++) {
        const name = [
          input.scenario.name,
          ...(worlds.length > 1 ? [world] : []),
          ...(flags.repeat > 1 ? [String(turn)] : []),
        ].join('-');
        let folder = name;
        for (let count = 2; taken.has(folder); count++) folder = `${name}-${count}`;
        taken.add(folder);
        runs.push({ input, world, directory: flags.report ? join(flags.reports, folder) : null });
      }
    }
  }
  return runs;
}
