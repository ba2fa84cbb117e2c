/** `lbsim run`: plays scenarios, shows what happened, and says whether everything held. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { LbsimError } from '../../kernel/errors.ts';
import { monotonicNow } from '../../node/clock.ts';
import { createProgress } from '../../report/progress.ts';
import type { RunResult } from '../../report/run-result.ts';
import { summarise } from '../../report/summary.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { writeReport } from '../../report/write.ts';
import type { SubjectSpec } from '../../sim/live/subject.ts';
import { ERROR_CODES, ExitCode, VERDICT_CODES, worstExitCode } from '../exit-codes.ts';
import { abortOnSignal } from '../interrupt.ts';
import { countOption, durationOption, seedOption, worldOption } from '../options.ts';
import { resultLine, totalLine } from '../result-line.ts';
import { type RunOptions, runScenario, type WorldName } from '../run-scenario.ts';
import { loadScenarios, type ScenarioFile } from '../scenario-files.ts';
import { BUILT_IN, parseSubject, SUBJECT_HELP } from '../subject-option.ts';
import { type TerminalStyle, terminalStyle } from '../terminal-style.ts';

interface RunFlags {
  readonly world: 'live' | 'virtual' | 'both';
  readonly seed?: number;
  readonly subject: string;
  readonly repeat: number;
  readonly readyTimeout: number;
  readonly reports: string;
  readonly report: boolean;
  readonly verbose: boolean;
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run scenarios and check every law on them')
    .argument('<file...>', 'scenario files')
    .option(
      '-w, --world <world>',
      'live (real sockets and processes), virtual (simulated, exact replay) or both',
      worldOption,
      'live',
    )
    .option('-s, --seed <number>', "instead of the file's seed", seedOption)
    .option('--subject <subject>', SUBJECT_HELP, BUILT_IN)
    .option('-r, --repeat <times>', 'run each scenario this many times', countOption, 1)
    .option('--ready-timeout <duration>', 'how long the subject may take to answer first', durationOption, 10_000_000)
    .option('--reports <directory>', 'where reports are written, a folder for each scenario', 'reports')
    .option('--no-report', 'write no report')
    .option('-v, --verbose', 'with several runs: show the whole summary of each', false)
    .action(async (files: string[], flags: RunFlags) => {
      process.exitCode = await run(files, flags);
    });
}

interface PlannedRun {
  readonly input: ScenarioFile;
  readonly world: WorldName;
  /** The report's folder. */
  readonly name: string;
}

async function run(files: readonly string[], flags: RunFlags): Promise<ExitCode> {
  const subject = parseSubject(flags.subject);
  if (subject.kind === 'command' && flags.world !== 'live') {
    throw new LbsimError('usage', '--subject: a command is a real process, so it can only be run with --world live.');
  }
  const runs = plan(loadScenarios(files, flags.seed ?? null), flags);
  const style = terminalStyle(process.stdout, process.env);
  const interrupt = abortOnSignal();
  const codes: ExitCode[] = [];
  try {
    for (const planned of runs) {
      const code = await runOne(planned, subject, flags, style, interrupt.signal, runs.length > 1);
      codes.push(code);
      if (code === ExitCode.Interrupted) break;
    }
  } finally {
    interrupt.release();
  }
  if (runs.length > 1) process.stdout.write(totalLine(codes, style));
  return worstExitCode(codes);
}

async function runOne(
  planned: PlannedRun,
  subject: SubjectSpec,
  flags: RunFlags,
  style: TerminalStyle,
  signal: AbortSignal,
  several: boolean,
): Promise<ExitCode> {
  const directory = flags.report ? join(flags.reports, planned.name) : null;
  const options: RunOptions = {
    world: planned.world,
    subject,
    directory,
    signal,
    readyTimeoutMs: flags.readyTimeout / 1000,
    progress: createProgress(process.stderr, { ...terminalStyle(process.stderr, process.env), now: monotonicNow }),
  };
  try {
    const result = await runScenario(planned.input, options);
    if (directory !== null) await writeReport(result, directory);
    process.stdout.write(several && !flags.verbose ? briefly(result, style) : inFull(result, style));
    return VERDICT_CODES[result.verdict];
  } catch (error) {
    if (!(error instanceof LbsimError)) throw error;
    process.stderr.write(`${planned.input.file}: ${error.message}\n`);
    return ERROR_CODES[error.code];
  }
}

/** One line when all held; otherwise everything, so that nobody has to run it again to see why. */
function briefly(result: RunResult, style: TerminalStyle): string {
  return result.verdict === 'holds' ? resultLine(result, style) : inFull(result, style);
}

function inFull(result: RunResult, style: TerminalStyle): string {
  return `${renderTerminal(result, summarise(result), style)}\n`;
}

/** Each scenario in each world, so many times; names tell apart what would otherwise share a folder. */
function plan(inputs: readonly ScenarioFile[], flags: RunFlags): PlannedRun[] {
  const worlds: readonly WorldName[] = flags.world === 'both' ? ['live', 'virtual'] : [flags.world];
  const taken = new Map<string, number>();
  const runs: PlannedRun[] = [];
  for (const input of inputs) {
    for (const world of worlds) {
      for (let turn = 1; turn <= flags.repeat; turn++) {
        const name = [
          input.scenario.name,
          ...(worlds.length > 1 ? [world] : []),
          ...(flags.repeat > 1 ? [String(turn)] : []),
        ].join('-');
        const count = (taken.get(name) ?? 0) + 1;
        taken.set(name, count);
        runs.push({ input, world, name: count === 1 ? name : `${name}-${count}` });
      }
    }
  }
  return runs;
}
