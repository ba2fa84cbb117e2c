/** The repository's scenarios, and scenarios from a text, as tests want them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseScenario } from '../../src/sim/scenario/parse.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';

const DIRECTORY = new URL('../../scenarios/', import.meta.url);

/** The names of all files in `scenarios/`, without their ending. */
export function scenarioNames(): string[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

export function scenarioFile(name: string): string {
  return fileURLToPath(new URL(`${name}.yaml`, DIRECTORY));
}

export function scenarioNamed(name: string): Scenario {
  return scenarioOf(readFileSync(scenarioFile(name), 'utf8'));
}

/** The scenario that a text describes; a wrong text is an error of the test. */
export function scenarioOf(text: string): Scenario {
  const parsed = parseScenario(text, { drawSeed: () => 1 });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.scenario;
}
