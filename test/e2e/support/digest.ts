import { createHash } from 'node:crypto';

/** The fingerprint of a body, whatever pieces it comes in. */
export async function sha256(body: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
}
