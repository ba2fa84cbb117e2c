/** A live run that a test has started, and everything of it that the machine can see. */
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { startLbsim } from './lbsim.ts';
import type { Program } from './program.ts';
import { tempDir } from './temp.ts';
import { type ListenerTrace, listeners, type ProcessTrace, processesWith } from './traces.ts';
import { eventually } from './until.ts';

const GONE_MS = 10_000;

export class LiveRun {
  readonly lab: Program;
  /** Where the run keeps its temporary files: they also stand in the command lines of its processes. */
  readonly directory = tempDir();

  constructor(scenario: string, args: readonly string[] = []) {
    this.lab = startLbsim(['run', scenario, '--no-report', ...args], { env: { TMPDIR: this.directory } });
  }

  /** The processes of backends and of the built-in balancer. */
  processes(): ProcessTrace[] {
    return [...processesWith('backend-main', this.directory), ...processesWith('subject-main', this.directory)];
  }

  /** Sockets that listen on the run's own part of the loopback range. */
  listeners(): ListenerTrace[] {
    const block = /"host":"(127\.\d+)\./.exec(this.processes()[0]?.commandLine ?? '')?.[1];
    return block === undefined ? [] : listeners().filter(({ host }) => host.startsWith(`${block}.`));
  }

  /** Waits until nothing is left of the run but, when `files` are to be kept, its temporary ones. */
  async gone(before: readonly ListenerTrace[], files: 'removed' | 'kept' = 'removed'): Promise<void> {
    const left = (): string => JSON.stringify([this.processes(), listening(before)]);
    await eventually(
      GONE_MS,
      () => `the end of ${left()}`,
      () => this.processes().length === 0 && listening(before).length === 0,
    );
    if (files === 'removed') expect(readdirSync(this.directory)).toEqual([]);
  }
}

/** Which of these sockets still listen. */
function listening(sockets: readonly ListenerTrace[]): ListenerTrace[] {
  const now = new Set(listeners().map(({ inode }) => inode));
  return sockets.filter(({ inode }) => now.has(inode));
}
