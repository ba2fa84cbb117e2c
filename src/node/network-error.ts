import type { NetworkError, NetworkErrorCode } from '../kernel/network.ts';

const CODES: Readonly<Record<string, NetworkErrorCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EADDRINUSE: 'address-in-use',
};

/** The port's error for one of Node's. */
export function networkError(error: NodeJS.ErrnoException): NetworkError {
  return { code: CODES[error.code ?? ''] ?? 'failed', detail: error.message };
}
