/** A subject that was started: it listens, gives the upstream's answers and sets the forwarding fields. */
import { LbsimError } from '../../src/kernel/errors.ts';
import type { Child } from '../../src/sim/live/child.ts';
import { type Ports, portsOf, untilListening } from '../stage/ports.ts';
import type { Stage } from '../stage/stage.ts';
import { SUBJECTS } from '../subjects/index.ts';
import type { Subject } from '../subjects/subject.ts';
import { type Answer, FORWARDED_FIELDS, FORWARDED_PATH, LARGE, SMALL } from '../subjects/upstream.ts';

export interface RunningSubject {
  readonly subject: Subject;
  readonly ports: Ports;
  readonly pid: number;
  readonly child: Child;
}

/** Rejects with `subject-failed` when it would be measured at something else than its work. */
export async function startSubject(stage: Stage, subject: Subject): Promise<RunningSubject> {
  const ports = portsOf(SUBJECTS.indexOf(subject));
  const child = stage.start(subject.launch({ ...ports, directory: stage.directory }), subject.cores);
  await untilListening(stage, child, ports.listen);
  for (const answer of [SMALL, LARGE]) await checkAnswer(ports.listen, answer);
  await checkForwardedFields(ports.listen);
  return { subject, ports, child, pid: child.pid ?? 0 };
}

async function checkAnswer(port: number, { path, bytes }: Answer): Promise<void> {
  const { status, body } = await get(port, path);
  if (status === 200 && body.length === bytes) return;
  throw new LbsimError('subject-failed', `answers GET ${path} with ${status} and ${body.length} bytes, not ${bytes}`);
}

async function checkForwardedFields(port: number): Promise<void> {
  const values = (await get(port, FORWARDED_PATH)).body.split('\n');
  const missing = FORWARDED_FIELDS.filter((_, index) => !values[index]);
  if (missing.length > 0) throw new LbsimError('subject-failed', `does not set ${missing.join(', ')}`);
}

async function get(port: number, path: string): Promise<{ status: number; body: string }> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
    return { status: answer.status, body: await answer.text() };
  } catch (error) {
    throw new LbsimError('subject-failed', `gives no answer to GET ${path}: ${error}`);
  }
}
