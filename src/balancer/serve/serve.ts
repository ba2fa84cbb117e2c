/** The balancer as a program: on real sockets, with its log, until it is told to stop. */
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import { drawSecret } from '../../node/entropy.ts';
import { type Balancer, type BalancerOptions, createBalancer } from '../balancer.ts';
import { checkedConfig } from '../config/check.ts';
import type { BalancerConfig } from '../config/config.ts';
import { formatHostPort } from '../config/ip-literal.ts';
import { type Log, SILENT_LOG } from '../core/observer.ts';
import { AccessLogWriter } from './access-log-writer.ts';
import { algorithmName } from './algorithm-names.ts';
import { listenProblem } from './listen-problem.ts';
import { nodePorts } from './node-ports.ts';
import type { Server } from './server.ts';
import { ManyThreads } from './threads.ts';

/**
 * Starts a balancer on this machine's ports. Resolves when it listens, on all of its threads, and keeps the process alive
 * until it is stopped. Its access log, if the configuration wants one, goes to standard output. Rejects with an
 * `LbsimError`: `environment-failed` when it can't listen; `usage` with all that is wrong with the configuration, or for
 * options that don't go together.
 *
 * ```ts
 * const server = await serve({ ...DEFAULTS, listen, backends }, { log: (level, line) => console.log(level, line) });
 * await server.stop(10_000);
 * ```
 *
 * With `config.threads` above 1 that many worker threads share the port (SO_REUSEPORT: Linux, FreeBSD and some others),
 * and this thread decides: it probes, answers everything under `/lb/`, and writes the logs. The kernel spreads
 * connections, not requests, over the threads: with few connections one of them may get most. `options.parts` must be
 * empty then, as functions don't cross threads; `options.observer` is told of probes and states, not of choices
 * (`onSelect`); and `ports` are this thread's, the others make their own.
 */
export function serve(config: BalancerConfig, options: BalancerOptions = {}, ports = nodePorts()): Promise<Server> {
  const log = options.log ?? SILENT_LOG;
  const accessLog = new AccessLogWriter(process.stdout, log);
  return new Promise((resolve, reject) => {
    const balancer = create(ports, config, { secret: drawSecret(), accessLog: accessLog.write, ...options });
    let listening = false;
    balancer.start(
      (endpoint, adminEndpoint) => {
        listening = true;
        logStart(log, config, balancer, endpoint, adminEndpoint);
        const { control, pool } = balancer;
        resolve({
          endpoint,
          adminEndpoint,
          control,
          pool,
          metrics: () => balancer.metrics(),
          reload: () => control.reload(() => {}),
          stop: (graceMs = control.config.timeouts.shutdown / 1000) =>
            stop(balancer, graceMs).then(() => accessLog.end()),
        });
      },
      (error, endpoint) => {
        // A listener that is up reports trouble with single connections here, such as too many open files.
        if (listening) {
          log('error', `Trouble accepting on ${formatHostPort(endpoint.host, endpoint.port)}: ${error.detail}`);
          return;
        }
        balancer.stop(() => {});
        balancer.stopNow();
        reject(new LbsimError('environment-failed', listenProblem(error, endpoint, config)));
      },
    );
  });
}

function create(ports: Ports, config: BalancerConfig, options: BalancerOptions): Balancer {
  if (!(config.threads > 1)) return createBalancer(ports, config, options);
  const replaced = Object.keys(options.parts ?? {});
  if (replaced.length === 0) return new ManyThreads(ports, checkedConfig(config), options);
  throw new LbsimError(
    'usage',
    `Parts (${replaced.join(', ')}) can be replaced only with threads = 1: functions don't cross threads.`,
  );
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
  { threads, algorithm, healthCheck }: BalancerConfig,
  balancer: Balancer,
  endpoint: Endpoint,
  admin: Endpoint | null,
): void {
  log('info', `Load balancer starting on ${formatHostPort(endpoint.host, endpoint.port)}`);
  if (admin !== null) log('info', `Admin API on ${formatHostPort(admin.host, admin.port)}`);
  if (threads > 1) log('info', `Threads: ${threads}`);
  log('info', `Algorithm: ${algorithmName(algorithm)}`);
  for (const { id, address, state } of balancer.pool.backends) log('info', `Backend ${id}: ${address} - ${state}`);
  log('info', `Health checker started (interval: ${healthCheck.interval / 1e6}s)`);
}
