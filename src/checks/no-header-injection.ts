/** Nothing in a request makes a field that nobody sent. */
import { flawCheck, HEAD_FLAWS } from './joins/flaws.ts';

export const noHeaderInjection = flawCheck({
  name: 'no-header-injection',
  about: 'Backends see no field that neither the client sent nor the balancer has to add.',
  head: new Map([[HEAD_FLAWS.injected, 'with a field that nobody sent']]),
  holds: 'no field came from nowhere',
});
