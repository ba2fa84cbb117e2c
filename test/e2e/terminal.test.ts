/** A run on a real terminal: progress redraws itself in one line, and the terminal is left as it was. */
import { describe, expect, it } from 'vitest';
import { builtMain } from './support/built.ts';
import { Program } from './support/program.ts';
import { longScenario, shortScenario } from './support/scenarios.ts';
import { tempDir } from './support/temp.ts';
import { findTool, nameWith } from './support/tools.ts';
import { processesWith } from './support/traces.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\r\u001b[2K';

const missing = findTool('script') === null ? '`script`, which makes a pseudo-terminal, is not installed' : null;

describe.skipIf(missing !== null)(nameWith('on a terminal', missing), () => {
  function onTerminal(directory: string, args: string): Program {
    const command = `exec ${process.execPath} ${builtMain()} run ${args} --reports ${directory}`;
    return new Program('script', ['-qec', command, '/dev/null'], { env: { TERM: 'xterm', TMPDIR: directory } });
  }

  it('redraws its progress, then shows the result in colour', async () => {
    const { code, stdout } = await onTerminal(tempDir(), shortScenario()).ended();
    expect([0, 3]).toContain(code);
    const end = stdout.indexOf(SHOW_CURSOR);
    const progress = stdout.slice(stdout.indexOf(HIDE_CURSOR), end);
    expect(progress.split(CLEAR_LINE).length).toBeGreaterThan(5);
    expect(progress).toMatch(/short.*\d+%.*sent.*in flight/);
    // One line, cleared at its end: what was above and what comes below stays whole.
    expect(progress).not.toContain('\n');
    expect(progress.endsWith(CLEAR_LINE)).toBe(true);
    expect(stdout.slice(end)).not.toContain(HIDE_CURSOR);
    expect(stdout.slice(end)).toMatch(/HOLDS|UNKNOWN/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape codes of colours
    expect(stdout.slice(end)).toMatch(/\u001b\[\d+m/);
  });

  it('gives the cursor back when it is interrupted', async () => {
    const directory = tempDir();
    const program = onTerminal(directory, longScenario());
    await program.printed(/in flight/);
    const lab = processesWith(builtMain(), directory).find(({ commandLine }) => !commandLine.startsWith('script'));
    process.kill(lab?.pid ?? 0, 'SIGINT');
    const { code, stdout } = await program.ended(10_000);
    expect(code).toBe(130);
    expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR));
    expect(stdout.slice(stdout.lastIndexOf(SHOW_CURSOR))).toContain('Interrupted.');
  });
});
