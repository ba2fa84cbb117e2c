/** The balancer as a program: on real sockets, with its log, until it is told to stop. */
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import { nodeClock } from '../../node/clock.ts';
import { drawSecret, entropy } from '../../node/entropy.ts';
import { nodeNetwork } from '../../node/network.ts';
import { type BalancerOptions, createBalancer } from '../balancer.ts';
import type { BalancerConfig } from '../core/config.ts';
import { formatHostPort } from '../core/ip-literal.ts';
import { type Log, SILENT_LOG } from '../core/observer.ts';
import { AccessLogWriter } from './access-log-writer.ts';
import { algorithmName } from './algorithm-names.ts';

export interface Server {
  readonly endpoint: Endpoint;
  /** Stops accepting and lets requests under way finish, for at most `graceMs`; resolves when all is closed. */
  stop(graceMs: number): Promise<void>;
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
      (endpoint) => {
        listening = true;
        logStart(log, config, endpoint);
        resolve({
          endpoint,
          stop: (graceMs) =>
            new Promise((stopped) => {
              const deadline = setTimeout(() => balancer.stopNow(), graceMs);
              balancer.stop(() => {
                clearTimeout(deadline);
                void accessLog.end().then(stopped);
              });
            }),
        });
      },
      (error) => {
        const where = formatHostPort(config.listen.host, config.listen.port);
        // A listener that is up reports trouble with single connections here, such as too many open files.
        if (listening) log('error', `Trouble accepting on ${where}: ${error.detail}`);
        else reject(new LbsimError('environment-failed', `The balancer can't listen on ${where}: ${error.detail}`));
      },
    );
  });
}

export function nodePorts(): Ports {
  return { clock: nodeClock(), random: entropy(), network: nodeNetwork() };
}

function logStart(log: Log, config: BalancerConfig, endpoint: Endpoint): void {
  log('info', `Load balancer starting on ${formatHostPort(endpoint.host, endpoint.port)}`);
  log('info', `Algorithm: ${algorithmName(config.algorithm)}`);
  config.backends.forEach((backend, index) => {
    log('info', `Backend ${index}: ${formatHostPort(backend.host, backend.port)} - Healthy`);
  });
  log('info', `Health checker started (interval: ${config.healthCheck.interval / 1e6}s)`);
}
