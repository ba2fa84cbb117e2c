/** The configuration as it may be shown: without what is secret. */
import type { BalancerConfig } from './config.ts';

const MASK = '***';

/** A copy in which secrets that are set read `***`. */
export function maskedConfig(config: BalancerConfig): unknown {
  const { admin, session } = config;
  return {
    ...config,
    admin: { ...admin, token: masked(admin.token) },
    session: { ...session, secret: masked(session.secret) },
  };
}

function masked(secret: string): string {
  return secret === '' ? '' : MASK;
}
