/** Why the balancer can't listen, and what to do about it: the system says only the first, and the address again. */
import type { Endpoint, NetworkError } from '../../kernel/network.ts';
import type { BalancerConfig } from '../config/config.ts';
import { formatHostPort } from '../config/ip-literal.ts';

/** A sentence or two. `at` is one of the addresses of `config`. */
export function listenProblem({ code, detail }: NetworkError, at: Endpoint, { admin }: BalancerConfig): string {
  const table = at === admin.listen ? '[admin]' : '[loadbalancer]';
  const where = `The balancer can't listen on ${formatHostPort(at.host, at.port)}`;
  if (code === 'address-in-use') {
    return `${where}: another program has this port in use. Stop that one, or change listen_port under ${table}.`;
  }
  if (detail.includes('EACCES')) {
    return `${where}: this user may not take the port. Take one from 1024 on for listen_port under ${table}.`;
  }
  if (detail.includes('EADDRNOTAVAIL')) {
    return `${where}: this machine does not have the address. Change listen_address under ${table}; "0.0.0.0" stands for all.`;
  }
  return `${where}: ${detail}`;
}
