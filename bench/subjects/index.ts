/** The registry of subjects; the order is that of the tables, and a place in it says which ports a subject has. */
import { didYouMean } from '../../src/kernel/did-you-mean.ts';
import { LbsimError } from '../../src/kernel/errors.ts';
import { CADDY } from './caddy.ts';
import { HAPROXY } from './haproxy.ts';
import { LBSIM, LBSIM_1_THREAD, LBSIM_2_THREADS } from './lbsim.ts';
import { NGINX } from './nginx.ts';
import { NPM_PEERS } from './npm-peers.ts';
import type { Subject } from './subject.ts';

export const SUBJECTS: readonly Subject[] = [
  LBSIM,
  NGINX,
  HAPROXY,
  CADDY,
  ...NPM_PEERS,
  LBSIM_1_THREAD,
  LBSIM_2_THREADS,
];

/** Those of a comma-separated list, in the registry's order. Throws `usage` for a name that is not known. */
export function chooseSubjects(list: string): readonly Subject[] {
  const ids = SUBJECTS.map(({ id }) => id);
  const wanted = list.split(',').map((id) => id.trim());
  for (const id of wanted) {
    if (ids.includes(id)) continue;
    const near = didYouMean(id, ids);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    throw new LbsimError('usage', `There is no subject "${id}".${hint} Known: ${ids.join(', ')}.`);
  }
  return SUBJECTS.filter(({ id }) => wanted.includes(id));
}
