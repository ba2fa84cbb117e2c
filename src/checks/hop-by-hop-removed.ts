/** Fields that concern one connection end with it (RFC 9110, 7.6.1). */
import { flawCheck, HEAD_FLAWS } from './joins/flaws.ts';

export const hopByHopRemoved = flawCheck({
  name: 'hop-by-hop-removed',
  about: 'No hop-by-hop field of a client reaches a backend.',
  head: new Map([[HEAD_FLAWS.hop, 'with a hop-by-hop field of its client']]),
  holds: 'none was passed on',
});
