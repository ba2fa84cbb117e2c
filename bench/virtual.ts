/** How fast the virtual world is: `npm run bench:virtual [-- --seconds 60 --rate 500 --runs 7]`. */
import { parseArgs } from 'node:util';
import { judge } from '../src/checks/judge.ts';
import { historyDigest } from '../src/report/digest.ts';
import { parseScenario } from '../src/sim/scenario/parse.ts';
import { runVirtual } from '../src/sim/virtual/world.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '500' },
    runs: { type: 'string', default: '7' },
  },
});

const parsed = parseScenario(
  `name: bench
seed: 1
backends: { b1: { latency: 4ms }, b2: { latency: 4ms }, b3: { latency: 4ms } }
load: [ { rate: ${values.rate}/s, for: ${values.seconds}s, arrivals: poisson, clients: 50 } ]
`,
  { drawSeed: () => 1 },
);
if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));

const { scenario } = parsed;
const requests = Number(values.seconds) * Number(values.rate);
console.log(`${values.seconds} s of ${values.rate} requests/s over 3 backends, byte path included (times in ms)`);
console.log('run       world   checks   digest    all   requests/s   times real time');
for (let run = 1; run <= Number(values.runs); run++) {
  const start = performance.now();
  const history = runVirtual(scenario);
  const played = performance.now();
  judge({ history, scenario });
  const judged = performance.now();
  historyDigest(history);
  const end = performance.now();
  const row = [played - start, judged - played, end - judged, end - start].map((ms) => ms.toFixed(0).padStart(8));
  const rate = Math.round(requests / ((end - start) / 1000));
  console.log(
    `${String(run).padEnd(6)} ${row.join(' ')} ${String(rate).padStart(12)} ${((Number(values.seconds) * 1000) / (end - start)).toFixed(0).padStart(17)}`,
  );
}
