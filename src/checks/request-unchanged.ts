/** A balancer chooses who answers a request, not what the request is. */
import { BODY_FLAWS, flawCheck, HEAD_FLAWS } from './joins/flaws.ts';

export const requestUnchanged = flawCheck({
  name: 'request-unchanged',
  about: 'Method, target, body and end-to-end fields reach the backend as the client sent them.',
  head: new Map([
    [HEAD_FLAWS.method, 'with another method'],
    [HEAD_FLAWS.target, 'with another target'],
    [HEAD_FLAWS.field, 'with an end-to-end field changed or missing'],
  ]),
  body: new Map([
    [BODY_FLAWS.bytes, 'with another body'],
    [BODY_FLAWS.length, 'with a body of another length'],
  ]),
  holds: 'every request arrived as it was sent',
});
