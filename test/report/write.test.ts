import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LbsimError } from '../../src/kernel/errors.ts';
import { checkReportDirectory, writeReport } from '../../src/report/write.ts';
import { decodeHistory } from '../../src/sim/history/ndjson.ts';
import { historyOf, SCENARIO_TEXT, sampleRun } from './sample-run.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lbsim-report-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const FILES = ['history.ndjson', 'report.html', 'report.json', 'scenario.yaml'];

describe('writing a report', () => {
  it('writes the files and leaves nothing else', async () => {
    const result = sampleRun();
    await writeReport(result, join(root, 'reports/backend-crash'));
    expect(await readdir(join(root, 'reports'))).toEqual(['backend-crash']);
    const directory = join(root, 'reports/backend-crash');
    expect((await readdir(directory)).sort()).toEqual(FILES);
    expect(await readFile(join(directory, 'scenario.yaml'), 'utf8')).toBe(SCENARIO_TEXT);
    const bytes = await readFile(join(directory, 'history.ndjson'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(result.digest);
    expect(decodeHistory(bytes.toString('utf8')).length).toBe(result.history.length);
  });

  it('replaces an earlier report, whole', async () => {
    const directory = join(root, 'run');
    await writeReport(sampleRun(), directory);
    await writeFile(join(directory, 'junit.xml'), '<old/>');
    await writeReport(sampleRun({ history: historyOf([]), verdict: 'unknown' }), directory);
    expect((await readdir(directory)).sort()).toEqual(FILES);
    expect(await readFile(join(directory, 'report.json'), 'utf8')).toContain('"verdict": "unknown"');
    expect(await readdir(root)).toEqual(['run']);
  });

  it('takes an empty directory', async () => {
    await mkdir(join(root, 'empty'));
    await writeReport(sampleRun(), join(root, 'empty'));
    expect((await readdir(join(root, 'empty'))).sort()).toEqual(FILES);
  });

  it('does not touch what is no report', async () => {
    await writeFile(join(root, 'thesis.txt'), 'years of work');
    await expect(writeReport(sampleRun(), root)).rejects.toThrow(LbsimError);
    await expect(writeReport(sampleRun(), join(root, 'thesis.txt'))).rejects.toThrow('is a file');
    expect(await readdir(root)).toEqual(['thesis.txt']);
  });

  it('finds out beforehand whether it can be written, and leaves nothing but the way there', async () => {
    await checkReportDirectory(join(root, 'a/b/c'));
    await checkReportDirectory(join(root, 'd'));
    expect(await readdir(root, { recursive: true })).toEqual(['a', 'a/b']);
    await writeFile(join(root, 'file'), '');
    await expect(checkReportDirectory(join(root, 'file/run'))).rejects.toMatchObject({ code: 'usage' });
  });

  it.runIf(existsSync('/proc/self'))('gives up where nothing can be made', async () => {
    for (const directory of ['/proc/x/run', '/proc/run', '/proc/x/y/z/run']) {
      await expect(checkReportDirectory(directory)).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('give another directory'),
      });
      await expect(writeReport(sampleRun(), directory)).rejects.toMatchObject({ code: 'environment-failed' });
    }
  });

  it('keeps the earlier report when the new one cannot be written', async () => {
    const directory = join(root, 'run');
    await writeReport(sampleRun(), directory);
    const before = await readFile(join(directory, 'report.json'), 'utf8');
    const broken = sampleRun();
    const beyond = { message: 'no such row', rows: [broken.history.length] };
    const results = broken.results.map((result) => ({
      ...result,
      finding: { ...result.finding, violations: [beyond] },
    }));
    await expect(writeReport({ ...broken, results }, directory)).rejects.toThrow('lbsim bug');
    expect(await readFile(join(directory, 'report.json'), 'utf8')).toBe(before);
    expect(await readdir(root)).toEqual(['run']);
  });
});
