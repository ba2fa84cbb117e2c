/**
 * From the text of a scenario file to the normalised scenario, or to everything that is wrong with it at once.
 */

import { backendSpec } from './backend-schema.ts';
import type { BackendSpec } from './backend-spec.ts';
import { balancerSpec } from './balancer.ts';
import { balancerSchema } from './balancer-schema.ts';
import { type Report, readDraft } from './draft.ts';
import { checkExpectations, expectationOf } from './expectations.ts';
import { Files, type ReadFile } from './files.ts';
import { withIncludes } from './include.ts';
import { shapeProblems } from './issues.ts';
import type { LoadSpec } from './load-spec.ts';
import { type Problem, sortProblems } from './problems.ts';
import type { Scenario } from './scenario.ts';
import { fileSchema, type ScenarioFile } from './schema.ts';
import { readSource, type Source } from './source.ts';
import { readSteps } from './steps.ts';
import { playTimeline, type Timeline } from './timeline.ts';
import { parseTrace } from './trace-file.ts';
import { isMap } from './when-map.ts';
import { quote } from './words.ts';
import { loadSpecs } from './workload.ts';

export type ParseResult =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** True when the file gave no seed and one was drawn. */
      readonly seedDrawn: boolean;
      /** The texts of the files that it names, by name. */
      readonly files: ReadonlyMap<string, string>;
      /** The file as plain data with all that it includes; null when it includes nothing. */
      readonly merged: Readonly<Record<string, unknown>> | null;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ParseOptions {
  /** Called when the file gives no seed. What it returns is cut to an unsigned 32-bit integer. */
  drawSeed(): number;
  /** Goes before the file's own. */
  readonly seed?: number;
  /** Reads a file that the scenario names, relative to the scenario. When it throws, its message says why. */
  readFile?: ReadFile;
}

function noFiles(): string {
  throw new Error('a text without a place has no files beside it');
}

/** Never throws for a bad text: it says what is wrong, in the order of the file. */
export function parseScenario(text: string, options: ParseOptions): ParseResult {
  const readFile = options.readFile ?? noFiles;
  const source = withIncludes(readSource(text), readFile);
  const files = new Files(readFile);
  const shape = fileSchema.safeParse(source.value);
  const problems: Problem[] = [...source.problems];
  // Where no value could be made of the text, that has been said, and the schema has nothing to add.
  if (!shape.success && source.value !== undefined) problems.push(...shapeProblems(source, shape.error.issues));
  const report: Report = (path, part, message) => {
    problems.push({ ...source.position(path, part), message });
  };
  const seedDrawn = shape.success && options.seed === undefined && shape.data.seed === undefined;
  const seed = options.seed ?? shape.data?.seed ?? (seedDrawn ? options.drawSeed() >>> 0 : 0);
  const timeline = checkStory(source, shape.data, seed, files, report);
  const load = shape.success ? loadSpecs(shape.data.load, files) : null;
  checkFiles(source, files, report);
  const backends = shape.success ? backendSpecs(shape.data.backends, files, report) : null;
  if (!shape.success || timeline === null || load === null || backends === null || problems.length > 0) {
    return { ok: false, problems: sortProblems(problems) };
  }
  const merged = shape.data.include !== undefined && isMap(source.value) ? source.value : null;
  const scenario = normalise(shape.data, seed, backends, load, timeline);
  return { ok: true, scenario, seedDrawn, files: files.read, merged };
}

/** Checks what entries say of each other; the timeline comes out, or null when that could not be done. */
function checkStory(
  source: Source,
  shape: ScenarioFile | undefined,
  seed: number,
  files: Files,
  report: Report,
): Timeline | null {
  // When YAML lost its way, entries may be missing that the others speak of.
  if (!source.intact) return null;
  const draft = readDraft(source.value, files);
  let timeline: Timeline | null = null;
  if (draft.backends !== null) {
    const lineOf = (index: number) => source.position(['timeline', index], 'item').line;
    const balancer = balancerSpec(shape?.balancer ?? balancerSchema.parse({}));
    const surroundings = { balancer, loadEnd: draft.loadEnd, seed };
    timeline = playTimeline(readSteps(draft, draft.backends, report), surroundings, lineOf, report);
  }
  checkExpectations(draft, timeline, report);
  return timeline;
}

/** Says what is wrong with files where the text names them. */
function checkFiles(source: Source, files: Files, report: Report): void {
  const { value } = source;
  if (!isMap(value) || !Array.isArray(value.load)) return;
  for (const [index, entry] of (value.load as readonly unknown[]).entries()) {
    const name = isMap(entry) && typeof entry.replay === 'string' ? entry.replay : '';
    const problem = files.problem(name);
    if (problem !== undefined) report(['load', index, 'replay'], 'value', `${quote(name)}: ${problem}`);
  }
}

/** With the latencies of files that they name; what is wrong with one of those is said at the backend's latency. */
function backendSpecs(entries: ScenarioFile['backends'], files: Files, report: Report): BackendSpec[] {
  return Object.entries(entries).map(([name, backend]) =>
    backendSpec(name, backend, (file) => {
      const values = files.get(file, parseTrace);
      if (values !== null) return values;
      report(['backends', name, 'latency'], 'value', `the trace ${quote(file)} can't be used: ${files.problem(file)}`);
      return [];
    }),
  );
}

function normalise(
  file: ScenarioFile,
  seed: number,
  backends: readonly BackendSpec[],
  load: readonly LoadSpec[],
  timeline: Timeline,
): Scenario {
  return {
    name: file.name,
    about: file.about,
    seed,
    balancer: balancerSpec(file.balancer),
    backends,
    load,
    timeline: timeline.events,
    ...(timeline.reactions.length === 0 ? {} : { reactions: timeline.reactions }),
    ...(file.network === undefined ? {} : { network: file.network }),
    expect: file.expect.flatMap(expectationOf),
  };
}
