/**
 * The built-in balancer next to nginx, HAProxy, Caddy and proxies from npm, interleaved in one run: CPU time a request,
 * requests a second, added latency, memory. `npm run bench:proxy [-- --subjects lbsim,nginx --rounds 3 --seconds 5]`;
 * `--markdown` prints the README's tables. Linux only. The subject has processor 0 to itself, load and upstream
 * share processor 1.
 */
import { ExitCode } from '../src/cli/exit-codes.ts';
import { LbsimError } from '../src/kernel/errors.ts';
import { type Plan, playRounds } from './measure/rounds.ts';
import { readmeTables, terminalTables } from './report/proxy-tables.ts';
import { summarize } from './report/summary.ts';
import { toMarkdown, toText } from './report/table.ts';
import { describeMachine } from './stage/environment.ts';
import { positive, readOptions } from './stage/options.ts';
import { onStage } from './stage/stage.ts';
import { startUpstream } from './stage/upstream.ts';
import { chooseSubjects, SUBJECTS } from './subjects/index.ts';

await onStage(async (stage) => {
  const machine = describeMachine();
  const options = readOptions({
    subjects: { type: 'string', default: SUBJECTS.map(({ id }) => id).join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
    connections: { type: 'string', default: '64' },
    rate: { type: 'string', default: '1000' },
    markdown: { type: 'boolean', default: false },
  });
  const plan: Plan = {
    rounds: positive('rounds', options.rounds),
    seconds: positive('seconds', options.seconds),
    warmUpSeconds: positive('warm-up', options['warm-up']),
    connections: positive('connections', options.connections),
    steady: { rate: positive('rate', options.rate), connections: 10, seconds: positive('seconds', options.seconds) },
  };
  const chosen = chooseSubjects(options.subjects).map((subject) => ({ subject, missing: subject.missing() }));
  const subjects = chosen.filter(({ missing }) => missing === null).map(({ subject }) => subject);
  const leftOut = chosen.map(({ missing }) => missing).filter((reason) => reason !== null);
  const versions = new Set(subjects.map(({ program, version }) => `${program} ${version()}`));

  await startUpstream(stage);
  const run = await playRounds(stage, subjects, plan, (progress) => console.error(progress));
  const summary = summarize(run);
  const tables = options.markdown
    ? readmeTables(summary, plan).map(toMarkdown)
    : terminalTables(summary, plan).map(toText);
  const notes = [machine, [...versions].join(', '), ...leftOut.map((reason) => `left out: ${reason}`), ...run.troubles];
  console.log(`\n${[...tables, notes.join('\n')].join('\n\n')}`);
  if (run.subjects.length === 0) throw new LbsimError('subject-failed', 'No subject could be measured.');
  return ExitCode.Held;
});
