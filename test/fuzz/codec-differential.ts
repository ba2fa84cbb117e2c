/**
 * The comparison with Node's parser for as long as one likes:
 *
 *     node test/fuzz/codec-differential.ts [--runs 100000] [--seed N] [--only NAME]
 *
 * Runs go in batches, each with a seed of its own. A difference is shrunk and printed with the command that replays it;
 * the exit code is 1 then.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { DIFFERENTIAL_STREAMS, type DifferentialStream } from '../http1/differential-streams.ts';
import { bytesOf } from '../http1/pieces.ts';

const BATCH = 1000;
const PROGRESS_MS = 5000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs);
const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 0x7fff0000) : Number(values.seed);
const streams = DIFFERENTIAL_STREAMS.filter(({ name }) => values.only === undefined || name === values.only);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(firstSeed) || streams.length === 0) {
  const names = DIFFERENTIAL_STREAMS.map(({ name }) => `"${name}"`).join(', ');
  console.error(`--runs and --seed are whole numbers, --only is one of ${names}.`);
  process.exit(2);
}

let compared = 0;
let differences = 0;

/** One batch: counts what it compared, and prints the first difference it finds. */
async function batch(
  { name, streams: all, compare }: DifferentialStream,
  seed: number,
  numRuns: number,
): Promise<void> {
  const property = fc.asyncProperty(all, async ({ bytes, methods }) => {
    const verdict = await compare(bytesOf(bytes), methods);
    compared += verdict.compared;
    if (verdict.difference !== null) throw new Error(verdict.difference);
  });
  const result = await fc.check(property, { seed, numRuns });
  if (!result.failed) return;
  differences++;
  const [stream] = result.counterexample ?? [];
  const error = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  console.log(`\nDIFFERENCE in ${name}\n${JSON.stringify(stream)}\n${error}`);
  console.log(`replay: node test/fuzz/codec-differential.ts --only "${name}" --seed ${seed} --runs ${numRuns}\n`);
}

console.log(`seed ${firstSeed}, ${runs} runs`);
const started = performance.now();
let shown = started;
for (let done = 0, i = 0; done < runs; i++) {
  const stream = streams[i % streams.length];
  if (stream === undefined) break;
  const numRuns = Math.min(BATCH, runs - done);
  await batch(stream, firstSeed + i, numRuns);
  done += numRuns;
  const now = performance.now();
  if (now - shown < PROGRESS_MS && done < runs) continue;
  shown = now;
  const seconds = (now - started) / 1000;
  console.log(
    `${done} of ${runs} runs, ${compared} messages compared, ${differences} differences, ${Math.round(done / seconds)} runs/s`,
  );
}
process.exitCode = differences === 0 ? 0 : 1;
