/**
 * From the text of a scenario file to the normalised scenario, or to everything that is wrong with it at once.
 */

import { backendSpec } from './backend-schema.ts';
import type { BalancerSpec } from './balancer-spec.ts';
import { type Report, readDraft } from './draft.ts';
import { checkExpectations, expectationOf } from './expectations.ts';
import { shapeProblems } from './issues.ts';
import { type Problem, sortProblems } from './problems.ts';
import type { Scenario } from './scenario.ts';
import { fileSchema, type ScenarioFile } from './schema.ts';
import { readSource, type Source } from './source.ts';
import { readSteps } from './steps.ts';
import { playTimeline, type Timeline } from './timeline.ts';
import { parseTrace } from './trace-file.ts';
import { quote } from './words.ts';
import { loadSpecs } from './workload.ts';

export type ParseResult =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** True when the file gave no seed and one was drawn. */
      readonly seedDrawn: boolean;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The text of a file, or why there is none. */
export type FileBeside = { readonly text: string } | { readonly problem: string };

export interface ParseOptions {
  /** Called when the file gives no seed. What it returns is cut to an unsigned 32-bit integer. */
  drawSeed(): number;
  /** Reads a file that the scenario names, from where the scenario is. Without it no scenario may name one. */
  readBeside?(file: string): FileBeside;
}

/** Never throws for a bad text: it says what is wrong, in the order of the file. */
export function parseScenario(text: string, options: ParseOptions): ParseResult {
  const source = readSource(text);
  const shape = fileSchema.safeParse(source.value);
  const problems: Problem[] = [...source.problems];
  // Where no value could be made of the text, that has been said, and the schema has nothing to add.
  if (!shape.success && source.value !== undefined) problems.push(...shapeProblems(source, shape.error.issues));
  const timeline = checkStory(source, (path, part, message) => {
    problems.push({ ...source.position(path, part), message });
  });
  if (!shape.success || timeline === null || problems.length > 0) {
    return { ok: false, problems: sortProblems(problems) };
  }
  const seedDrawn = shape.data.seed === undefined;
  const seed = shape.data.seed ?? options.drawSeed() >>> 0;
  const scenario = normalise(shape.data, seed, timeline, traceReader(source, options, problems));
  return problems.length > 0 ? { ok: false, problems: sortProblems(problems) } : { ok: true, scenario, seedDrawn };
}

/** Checks what entries say of each other; the timeline comes out, or null when that could not be done. */
function checkStory(source: Source, report: Report): Timeline | null {
  // When YAML lost its way, entries may be missing that the others speak of.
  if (!source.intact) return null;
  const draft = readDraft(source.value);
  let timeline: Timeline | null = null;
  if (draft.backends !== null) {
    const lineOf = (index: number) => source.position(['timeline', index], 'item').line;
    timeline = playTimeline(readSteps(draft, draft.backends, report), lineOf, report);
  }
  checkExpectations(draft, timeline, report);
  return timeline;
}

/** Gives the latencies of a file that a backend names; what is wrong with it is said at the backend's latency. */
function traceReader(source: Source, { readBeside }: ParseOptions, problems: Problem[]) {
  return (backend: string) =>
    (file: string): readonly number[] => {
      const found = readBeside?.(file) ?? { problem: 'a text without a place has no files beside it' };
      const values = 'problem' in found ? found.problem : parseTrace(found.text);
      if (typeof values !== 'string') return values;
      const position = source.position(['backends', backend, 'latency'], 'value');
      problems.push({ ...position, message: `the trace ${quote(file)} can't be used: ${values}` });
      return [];
    };
}

function normalise(
  file: ScenarioFile,
  seed: number,
  timeline: Timeline,
  readTrace: (backend: string) => (file: string) => readonly number[],
): Scenario {
  return {
    name: file.name,
    about: file.about,
    seed,
    balancer: balancerSpec(file.balancer),
    backends: Object.entries(file.backends).map(([name, backend]) => backendSpec(name, backend, readTrace(name))),
    load: loadSpecs(file.load),
    timeline: timeline.events,
    expect: file.expect.flatMap(expectationOf),
  };
}

function balancerSpec({ algorithm, health_check: probes, timeouts }: ScenarioFile['balancer']): BalancerSpec {
  return {
    algorithm,
    healthCheck: {
      interval: probes.interval,
      timeout: probes.timeout,
      unhealthyThreshold: probes.unhealthy_threshold,
      healthyThreshold: probes.healthy_threshold,
      path: probes.path,
    },
    timeouts,
  };
}
