/**
 * A run's directory: `report.json`, `report.html`, `history.ndjson`, `scenario.yaml`. It appears whole or not at all: the files
 * are written beside it and renamed into place.
 */
import {
  access,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LbsimError } from '../kernel/errors.ts';
import { encodeHistory } from '../sim/history/ndjson.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import type { RunResult } from './run-result.ts';
import { summarise } from './summary.ts';

/**
 * Says beforehand what `writeReport` would refuse: rejects with `usage` when no report can stand there. The directories
 * above it are made already: of two runs that begin together, neither may take them away from the other.
 */
export async function checkReportDirectory(directory: string): Promise<void> {
  const target = await real(directory);
  await isReport(target);
  await checkPlace(target);
  try {
    await rehearse(target);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new LbsimError('usage', `${target} can't be made (${error.message}): give another directory for the report`);
  }
}

async function checkPlace(target: string): Promise<void> {
  for (let above = dirname(target); ; above = dirname(above)) {
    const found = await stat(above).catch(() => null);
    if (found === null && dirname(above) !== above) continue;
    if (found?.isDirectory() === true && (await isWritable(above))) return;
    const what = found?.isDirectory() === true ? 'is not writable' : 'is not a directory';
    throw new LbsimError('usage', `${above} ${what}: give another directory for the report`);
  }
}

/** Permissions don't tell all: in some places not even the superuser can make a directory. So one is made, and removed. */
async function rehearse(target: string): Promise<void> {
  await makeDirectory(dirname(target));
  await rmdir(await makeWorkshop(target));
}

/**
 * Makes a directory and those above it, one by one. Node's own `recursive` never ends where the system denies a place
 * that exists, as under /proc.
 */
async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  if (dirname(path) !== path) await makeDirectory(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Two runs may make it at the same time.
    if (!(await isDirectory(path))) throw error;
  }
}

/** Where the files are made before they take their place: beside it, so that they can be renamed. */
async function makeWorkshop(target: string): Promise<string> {
  return await mkdtemp(join(dirname(target), `.${basename(target)}-`));
}

/**
 * Writes the report, in place of an earlier one. Refuses to replace anything that is not a report. Rejects with
 * `environment-failed` when the file system does not play along.
 */
export async function writeReport(result: RunResult, directory: string): Promise<void> {
  try {
    await replaceReport(result, directory);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new LbsimError('environment-failed', `The report can't be written to ${directory}: ${error.message}`);
  }
}

async function replaceReport(result: RunResult, directory: string): Promise<void> {
  const target = await real(directory);
  const replaces = await isReport(target);
  await makeDirectory(dirname(target));
  const workshop = await makeWorkshop(target);
  try {
    const fresh = join(workshop, 'new');
    await mkdir(fresh);
    await writeFiles(result, fresh);
    // A directory can't be renamed over one with files in it: the old report steps aside first.
    if (replaces) await rename(target, join(workshop, 'old'));
    try {
      await rename(fresh, target);
    } catch (error) {
      if (replaces) await rename(join(workshop, 'old'), target);
      throw error;
    }
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function writeFiles(result: RunResult, directory: string): Promise<void> {
  const summary = summarise(result);
  await writeFile(join(directory, 'history.ndjson'), encodeHistory(result.history));
  await writeFile(join(directory, 'scenario.yaml'), result.scenarioText);
  for (const [name, text] of result.scenarioFiles ?? []) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  await writeFile(join(directory, 'report.html'), renderHtml(result, summary));
  await writeFile(join(directory, 'report.json'), renderJson(result, summary));
}

/** Whether there is something to replace. What isn't ours must not be lost to a mistyped path. */
async function isReport(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => null);
  if (found === null) return false;
  if (!found.isDirectory()) {
    throw new LbsimError('usage', `${directory} is a file: give a directory for the report`);
  }
  const entries = await readdir(directory);
  if (entries.length === 0) return true;
  const json = await readFile(join(directory, 'report.json'), 'utf8').catch(() => '');
  if (!/^\{\s*"lbsim":/.test(json)) {
    throw new LbsimError(
      'usage',
      `${directory} holds other files and no report: it is left alone, give another directory for the report`,
    );
  }
  return true;
}

async function real(directory: string): Promise<string> {
  return await realpath(directory).catch(() => resolve(directory));
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isWritable(directory: string): Promise<boolean> {
  return await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
}
