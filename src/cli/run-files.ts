/** What `lbsim run` does: each scenario in turn, its report, and one exit code for all. */
import { LbsimError } from '../kernel/errors.ts';
import { monotonicNow } from '../node/clock.ts';
import { createProgress } from '../report/progress.ts';
import type { RunResult } from '../report/run-result.ts';
import { summarise } from '../report/summary.ts';
import { renderTerminal } from '../report/terminal.ts';
import { checkReportDirectory } from '../report/write.ts';
import { liveRefusal } from '../sim/live/refusal.ts';
import type { SubjectSpec } from '../sim/live/subject.ts';
import { ERROR_CODES, ExitCode, VERDICT_CODES, worstExitCode } from './exit-codes.ts';
import { Interrupt } from './interrupt.ts';
import type { WorldOption } from './options.ts';
import { type PlannedRun, plan } from './plan.ts';
import { resultLine, totalLine } from './result-line.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';
import { loadScenarios } from './scenario-files.ts';
import { parseSubject, partsOf } from './subject-option.ts';
import { type TerminalStyle, terminalStyle } from './terminal-style.ts';
import { withReport } from './with-report.ts';

export interface RunFlags {
  readonly world: WorldOption;
  readonly seed?: number;
  readonly subject: string;
  readonly repeat: number;
  readonly readyTimeout: number;
  readonly reports: string;
  readonly report: boolean;
  readonly verbose: boolean;
}

export async function runFiles(files: readonly string[], flags: RunFlags): Promise<ExitCode> {
  const subject = parseSubject(flags.subject);
  if (subject.kind === 'command' && flags.world !== 'live') {
    throw new LbsimError('usage', '--subject: a command is a real process, so it can only be run with --world live.');
  }
  const runs = plan(loadScenarios(files, flags.seed ?? null), flags);
  refuseEarly(runs);
  await partsOf(subject);
  for (const { directory } of runs) if (directory !== null) await checkReportDirectory(directory);
  const style = terminalStyle(process.stdout, process.env);
  const interrupt = new Interrupt();
  const codes: ExitCode[] = [];
  for (const planned of runs) {
    const code = await runOne(planned, subject, flags, style, interrupt, runs.length > 1);
    codes.push(code);
    if (code === ExitCode.Interrupted) break;
  }
  if (runs.length > 1) process.stdout.write(totalLine(codes, runs.length, style));
  return worstExitCode(codes);
}

/** What a world can't do stops everything before anything is started. */
function refuseEarly(runs: readonly PlannedRun[]): void {
  const refusals = new Set<string>();
  for (const { input, world } of runs) {
    const refusal = world === 'live' ? liveRefusal(input.scenario) : null;
    if (refusal !== null) refusals.add(`${input.file}: ${refusal}`);
    const threads = input.scenario.balancer.threads ?? 1;
    if (world === 'virtual' && threads > 1) {
      process.stderr.write(
        `${input.file}: the virtual world has one thread; "threads: ${threads}" is for the live one.\n`,
      );
    }
  }
  if (refusals.size > 0) throw new LbsimError('usage', [...refusals].join('\n'));
}

async function runOne(
  planned: PlannedRun,
  subject: SubjectSpec,
  flags: RunFlags,
  style: TerminalStyle,
  interrupt: Interrupt,
  several: boolean,
): Promise<ExitCode> {
  const progress = createProgress(process.stderr, {
    ...terminalStyle(process.stderr, process.env),
    now: monotonicNow,
  });
  // However the process ends, the terminal gets its cursor back.
  process.on('exit', progress.done);
  const options: RunOptions = {
    world: planned.world,
    subject,
    directory: planned.directory,
    interrupt,
    readyTimeoutMs: flags.readyTimeout / 1000,
    progress,
  };
  try {
    const { result, unwritten } = await withReport(await runScenario(planned.input, options), planned.input, options);
    process.stdout.write(several && !flags.verbose ? briefly(result, style) : inFull(result, style));
    if (unwritten !== null) throw unwritten;
    return VERDICT_CODES[result.verdict];
  } catch (error) {
    if (!(error instanceof LbsimError)) throw error;
    process.stderr.write(`${planned.input.file}: ${error.message}\n`);
    return ERROR_CODES[error.code];
  } finally {
    process.off('exit', progress.done);
  }
}

/** One line when all held; otherwise everything, so that nobody has to run it again to see why. */
function briefly(result: RunResult, style: TerminalStyle): string {
  return result.verdict === 'holds' ? resultLine(result, style) : inFull(result, style);
}

function inFull(result: RunResult, style: TerminalStyle): string {
  return `${renderTerminal(result, summarise(result), style)}\n`;
}
