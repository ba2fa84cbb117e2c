/**
 * What the fuzzers share: options, seeds, progress, and a failure that says how to see it again. Inputs go in batches,
 * each with a seed of its own; with `--only`, a batch's seed and one input that very batch is played again.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';

export interface Target {
  readonly name: string;
  /** Plays one batch of inputs from a seed. */
  play(seed: number): Promise<Batch>;
}

export interface Batch {
  /** How many inputs were played, and how many messages of them said something. */
  readonly inputs: number;
  readonly compared: number;
  /** What was found, null when nothing was. */
  readonly failure: string | null;
}

const PROGRESS_MS = 5000;
const SEED_MAX = 0x7fff0000;

/** Runs until `--inputs` are played, the targets in turn. Sets the exit code: 1 when one failed, 2 for wrong options. */
export async function fuzz(command: string, targets: readonly Target[]): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * SEED_MAX)) },
      only: { type: 'string' },
    },
  });
  const [wanted, firstSeed] = [Number(values.inputs), Number(values.seed)];
  const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only);
  if (!Number.isInteger(wanted) || wanted < 1 || !Number.isInteger(firstSeed) || chosen.length === 0) {
    const names = targets.map(({ name }) => `"${name}"`).join(', ');
    console.error(`--inputs and --seed are whole numbers, --only is one of ${names}.`);
    process.exitCode = 2;
    return;
  }
  console.log(`seed ${firstSeed}, ${wanted} inputs`);
  const startedAt = performance.now();
  let shownAt = startedAt;
  let [inputs, compared, failures] = [0, 0, 0];
  for (let i = 0; inputs < wanted; i++) {
    const target = chosen[i % chosen.length] as Target;
    const batch = await target.play(firstSeed + i);
    inputs += batch.inputs;
    compared += batch.compared;
    if (batch.failure !== null) {
      failures++;
      console.log(`\nFAILURE in ${target.name}\n${batch.failure}`);
      console.log(`replay: ${command} --only "${target.name}" --seed ${firstSeed + i} --inputs 1\n`);
    }
    const now = performance.now();
    if (now - shownAt < PROGRESS_MS && inputs < wanted) continue;
    shownAt = now;
    const perSecond = Math.round(inputs / ((now - startedAt) / 1000));
    console.log(`${inputs} inputs, ${compared} messages compared, ${failures} failures, ${perSecond} inputs/s`);
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Plays a property over values by chance; `play` resolves with what one value gave and throws where a law is broken. */
export async function check<T>(
  values: fc.Arbitrary<T>,
  options: { readonly seed: number; readonly numRuns: number },
  play: (value: T) => Promise<{ readonly inputs: number; readonly compared: number }>,
): Promise<Batch> {
  let [inputs, compared] = [0, 0];
  const property = fc.asyncProperty(values, async (value) => {
    const played = await play(value);
    inputs += played.inputs;
    compared += played.compared;
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, options);
  if (!failed) return { inputs, compared, failure: null };
  const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  // Raw bytes as a JSON string: every one that can't be printed is an escape.
  return { inputs: Math.max(inputs, 1), compared, failure: `${JSON.stringify(counterexample?.[0])}\n${error}` };
}
