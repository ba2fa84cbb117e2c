/** The fingerprint of a run: what `sha256sum history.ndjson` prints. */
import { createHash } from 'node:crypto';
import type { History } from '../sim/history/history.ts';
import { encodeHistory } from '../sim/history/ndjson.ts';

/** SHA-256, in hex, of exactly the bytes of history.ndjson. */
export function historyDigest(history: History): string {
  const hash = createHash('sha256');
  for (const chunk of encodeHistory(history)) hash.update(chunk, 'utf8');
  return hash.digest('hex');
}
