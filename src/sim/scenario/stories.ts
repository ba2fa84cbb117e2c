/** The stories of a file: one, or one for each combination of its matrix. */
import { stringify } from 'yaml';
import { combinationsOf, suffixedName, withoutMatrix } from './matrix.ts';
import { type ParseOptions, parseScenario } from './parse.ts';
import { type Problem, sortProblems } from './problems.ts';
import type { Scenario } from './scenario.ts';

interface Story {
  readonly scenario: Scenario;
  /** A file that tells this story and no other, and needs no included file. */
  readonly text: string;
  /** The texts of the files that it still names, by name. */
  readonly files: ReadonlyMap<string, string>;
}

export type StoriesResult =
  | { readonly ok: true; readonly stories: readonly Story[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Never throws for a bad text. All stories have one seed. */
export function parseStories(text: string, options: ParseOptions): StoriesResult {
  const matrix = combinationsOf(text);
  if (!matrix.ok) return matrix;
  let drawn: number | null = null;
  const drawSeed = (): number => {
    drawn ??= options.drawSeed();
    return drawn;
  };
  const stories: Story[] = [];
  const problems: Problem[] = [];
  for (const { text: written, suffix } of matrix.combinations) {
    const parsed = parseScenario(written, { ...options, drawSeed });
    if (!parsed.ok) problems.push(...parsed.problems);
    else {
      const name = suffix === '' ? parsed.scenario.name : suffixedName(parsed.scenario.name, suffix);
      const whole = parsed.merged === null ? written : mergedText(parsed.merged);
      stories.push({
        scenario: { ...parsed.scenario, name },
        text: suffix === '' ? whole : withoutMatrix(whole, name),
        files: parsed.files,
      });
    }
  }
  return problems.length > 0 ? { ok: false, problems: sortProblems(problems) } : { ok: true, stories };
}

function mergedText({ include: _, ...rest }: Readonly<Record<string, unknown>>): string {
  return stringify(rest, { lineWidth: 0 });
}
