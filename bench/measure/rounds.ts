/**
 * All subjects of one run, interleaved: in each round every subject is measured once, so that what the machine does
 * meanwhile falls on all of them alike. All are up all the time; only one at a time has work.
 */
import { LbsimError } from '../../src/kernel/errors.ts';
import { checkAlive, DIRECT_PORT } from '../stage/ports.ts';
import type { Stage } from '../stage/stage.ts';
import type { Subject } from '../subjects/subject.ts';
import { LARGE, SMALL } from '../subjects/upstream.ts';
import { type Latency, measureLatency, type SteadyLoad } from './latency.ts';
import { type RunningSubject, startSubject } from './running-subject.ts';
import { measureThroughput, type Throughput } from './throughput.ts';
import { wrk } from './wrk.ts';

export interface Plan {
  readonly rounds: number;
  /** Of each single measurement. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly steady: SteadyLoad;
}

/** One entry a round, fewer when something went wrong. */
interface Measured {
  readonly subject: Subject;
  readonly small: readonly Throughput[];
  readonly large: readonly Throughput[];
  /** Not measured with both processors: the client needs one. */
  readonly latency: readonly Latency[];
}

export interface Run {
  readonly subjects: readonly Measured[];
  /** Of the upstream without anybody in between. */
  readonly direct: readonly Latency[];
  /** What went wrong, one sentence each. */
  readonly troubles: readonly string[];
}

interface Member {
  readonly running: RunningSubject;
  readonly small: Throughput[];
  readonly large: Throughput[];
  readonly latency: Latency[];
}

export async function playRounds(
  stage: Stage,
  subjects: readonly Subject[],
  plan: Plan,
  say: (progress: string) => void,
): Promise<Run> {
  const troubles: string[] = [];
  const direct: Latency[] = [];
  const ended = new Set<Subject>();

  /** A subject that fails is named and takes no further part. */
  async function attempt(subject: Subject, work: () => Promise<void>): Promise<void> {
    try {
      if (!ended.has(subject)) await work();
    } catch (error) {
      if (!(error instanceof LbsimError) || error.code === 'interrupted') throw error;
      ended.add(subject);
      troubles.push(`${subject.title} failed: ${error.message}`);
    }
  }

  const members: Member[] = [];
  for (const subject of subjects) {
    await attempt(subject, async () => {
      const running = await startSubject(stage, subject);
      members.push({ running, small: [], large: [], latency: [] });
    });
  }
  say(`warming up: ${members.map(({ running }) => running.subject.id).join(', ')}`);
  for (const { running } of members) await attempt(running.subject, () => warmUp(stage, running, plan));
  for (let round = 1; round <= plan.rounds; round++) {
    say(`round ${round} of ${plan.rounds}`);
    const complain = (title: string) => (complaint: string) => {
      troubles.push(`${title}, round ${round}, ${complaint}`);
    };
    keep(direct, await measureLatency(stage, DIRECT_PORT, plan.steady, complain('upstream')));
    for (const member of members) {
      const { subject } = member.running;
      await attempt(subject, () => measure(stage, member, plan, complain(subject.title)));
    }
  }
  const measured = members.map(({ running, ...results }) => ({ subject: running.subject, ...results }));
  return { subjects: measured, direct, troubles };
}

async function warmUp(stage: Stage, { ports }: RunningSubject, plan: Plan): Promise<void> {
  for (const { path } of [SMALL, LARGE]) {
    await wrk(stage, `http://127.0.0.1:${ports.listen}${path}`, plan.connections, plan.warmUpSeconds);
  }
}

async function measure(
  stage: Stage,
  { running, small, large, latency }: Member,
  { connections, seconds, steady }: Plan,
  complain: (complaint: string) => void,
): Promise<void> {
  keep(small, await measureThroughput(stage, running, { answer: SMALL, connections, seconds }, complain));
  keep(large, await measureThroughput(stage, running, { answer: LARGE, connections, seconds }, complain));
  if (running.subject.cores === '0') {
    keep(latency, await measureLatency(stage, running.ports.listen, steady, complain));
  }
  checkAlive(running.child, running.ports.listen);
}

function keep<T>(list: T[], value: T | null): void {
  if (value !== null) list.push(value);
}
