import { residentBytes } from '../../e2e/support/traces.ts';

const EVERY_MS = 25;

/** The most memory that a process had while `work` was done. */
export async function highestResident(pid: number, work: () => Promise<unknown>): Promise<number> {
  let most = residentBytes(pid);
  const sampler = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  return Math.max(most, residentBytes(pid));
}
