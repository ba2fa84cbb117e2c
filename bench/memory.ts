/**
 * Whether the balancer's memory stays flat under load: `npm run bench:memory [-- --seconds 300 --subject lbsim]`.
 * Exits with 1 when it does not.
 */
import { ExitCode } from '../src/cli/exit-codes.ts';
import { LbsimError } from '../src/kernel/errors.ts';
import { residentMb } from './measure/process-usage.ts';
import { startSubject } from './measure/running-subject.ts';
import { wrk } from './measure/wrk.ts';
import { judgeMemory, type MemorySample } from './report/memory-verdict.ts';
import { figure } from './report/table.ts';
import { describeMachine } from './stage/environment.ts';
import { positive, readOptions } from './stage/options.ts';
import { checkAlive } from './stage/ports.ts';
import { onStage } from './stage/stage.ts';
import { startUpstream } from './stage/upstream.ts';
import { chooseSubjects } from './subjects/index.ts';

await onStage(async (stage) => {
  const machine = describeMachine();
  const options = readOptions({
    seconds: { type: 'string', default: '300' },
    every: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    subject: { type: 'string', default: 'lbsim' },
  });
  const seconds = positive('seconds', options.seconds);
  const every = positive('every', options.every);
  const connections = positive('connections', options.connections);
  const [subject] = chooseSubjects(options.subject);
  const missing = subject?.missing() ?? null;
  if (subject === undefined || missing !== null) throw new LbsimError('environment-failed', missing ?? 'No subject.');

  await startUpstream(stage);
  const running = await startSubject(stage, subject);
  let over = false;
  const load = wrk(stage, `http://127.0.0.1:${running.ports.listen}/`, connections, seconds).finally(() => {
    over = true;
  });
  // Whatever goes wrong with it is heard at its await below.
  load.catch(() => {});
  const start = performance.now();
  const samples: MemorySample[] = [];
  for (let due = every; due <= seconds && !over; due += every) {
    await stage.sleep(Math.max(0, start + due * 1000 - performance.now()));
    checkAlive(running.child, running.ports.listen);
    samples.push({ second: due, residentMb: residentMb(running.pid) });
    console.error(`${String(due).padStart(5)} s  ${figure(samples.at(-1)?.residentMb, 1).padStart(8)} MB`);
  }
  const { requests, errors } = await load;

  const { windowSeconds, firstMedian, lastMedian, max, flat } = judgeMemory(samples, seconds);
  console.log(`
${subject.title} ${subject.version()}: ${figure(requests)} requests in ${seconds} s over ${connections} connections, ${errors} errors
  first ${windowSeconds} s, median   ${figure(firstMedian, 1)} MB resident
  last ${windowSeconds} s, median    ${figure(lastMedian, 1)} MB
  most                 ${figure(max, 1)} MB
  ${flat ? 'flat' : 'NOT FLAT'}: ${figure((lastMedian / firstMedian - 1) * 100, 1)} % from first to last

${machine}`);
  return flat ? ExitCode.Held : ExitCode.Violated;
});
