/** The balancer as a program: on real sockets, with its log, until it is told to stop. */
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import { nodeClock } from '../../node/clock.ts';
import { drawSecret, entropy } from '../../node/entropy.ts';
import { nodeNetwork } from '../../node/network.ts';
import { type Balancer, type BalancerOptions, createBalancer } from '../balancer.ts';
import type { BalancerConfig } from '../core/config.ts';
import { formatHostPort } from '../core/ip-literal.ts';
import { type Log, SILENT_LOG } from '../core/observer.ts';
import { AccessLogWriter } from './access-log-writer.ts';
import { algorithmName } from './algorithm-names.ts';

export interface Server {
  readonly endpoint: Endpoint;
  /** Where the admin API is, if that has an address of its own. */
  readonly adminEndpoint: Endpoint | null;
  /** Reads the configuration again and applies it, or tells the log why not. */
  reload(): void;
  /**
   * Stops accepting and lets requests under way finish, for at most `graceMs` (`timeouts.shutdown` when not given);
   * resolves when all is closed.
   */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a balancer on this machine's ports. Its access log, if there is to be one, goes to standard output. Rejects with
 * `environment-failed` when it can't listen.
 */
export function serve(config: BalancerConfig, options: BalancerOptions = {}, ports = nodePorts()): Promise<Server> {
  const log = options.log ?? SILENT_LOG;
  const accessLog = new AccessLogWriter(process.stdout, log);
  const balancer = createBalancer(ports, config, { secret: drawSecret(), accessLog: accessLog.write, ...options });
  return new Promise((resolve, reject) => {
    let listening = false;
    balancer.start(
      (endpoint, adminEndpoint) => {
        listening = true;
        logStart(log, config, balancer, endpoint, adminEndpoint);
        resolve({
          endpoint,
          adminEndpoint,
          reload: () => balancer.control.reload(() => {}),
          stop: (graceMs = balancer.control.config.timeouts.shutdown / 1000) =>
            stop(balancer, graceMs).then(() => accessLog.end()),
        });
      },
      (error, endpoint) => {
        const where = formatHostPort(endpoint.host, endpoint.port);
        // A listener that is up reports trouble with single connections here, such as too many open files.
        if (listening) {
          log('error', `Trouble accepting on ${where}: ${error.detail}`);
          return;
        }
        balancer.stop(() => {});
        balancer.stopNow();
        reject(new LbsimError('environment-failed', `The balancer can't listen on ${where}: ${error.detail}`));
      },
    );
  });
}

export function nodePorts(): Ports {
  return { clock: nodeClock(), random: entropy(), network: nodeNetwork() };
}

function stop(balancer: Balancer, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => balancer.stopNow(), graceMs);
    balancer.stop(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

function logStart(
  log: Log,
  { algorithm, healthCheck }: BalancerConfig,
  balancer: Balancer,
  endpoint: Endpoint,
  admin: Endpoint | null,
): void {
  log('info', `Load balancer starting on ${formatHostPort(endpoint.host, endpoint.port)}`);
  if (admin !== null) log('info', `Admin API on ${formatHostPort(admin.host, admin.port)}`);
  log('info', `Algorithm: ${algorithmName(algorithm)}`);
  balancer.pool.backends.forEach(({ address, state }, index) => {
    log('info', `Backend ${index}: ${address} - ${state}`);
  });
  log('info', `Health checker started (interval: ${healthCheck.interval / 1e6}s)`);
}
