/** The port's errors for Node's, and for the bare numbers that its handles report. */
import { getSystemErrorName } from 'node:util';
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

/** The port's error for a system call that failed with `status`, a negative number. `at`: on which address, if any. */
export function systemError(status: number, call: string, at = ''): NetworkError {
  const name = getSystemErrorName(status);
  return { code: CODES[name] ?? 'failed', detail: `${call} ${name}${at === '' ? '' : ` ${at}`}` };
}
