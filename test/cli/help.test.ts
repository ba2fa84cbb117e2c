import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addRunCommand } from '../../src/cli/commands/run.ts';
import { HELP } from '../../src/cli/help.ts';

function helpOfRun(width: number): string {
  const program = new Command('lbsim').configureHelp(HELP).configureOutput({ getOutHelpWidth: () => width });
  addRunCommand(program);
  return program.commands[0]?.helpInformation() ?? '';
}

const words = (text: string): string[] => text.split(/\s+/);

it('fits its terminal, and says the same at any width', () => {
  for (let width = 40; width <= 140; width++) {
    const help = helpOfRun(width);
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(words(help)).toEqual(words(helpOfRun(140)));
  }
});

it('stands in two columns where there is room, and in one where there is not', () => {
  expect(helpOfRun(80)).toMatch(/^ {2}--no-report {17}write no report$/m);
  expect(helpOfRun(60)).toMatch(/^ {2}--no-report\n {6}write no report$/m);
});
