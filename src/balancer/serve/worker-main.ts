/** The program of one thread that serves clients: a data plane over the shared table, and the line to the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../kernel/errors.ts';
import type { Admin } from '../core/admin.ts';
import type { LocalAnswer, LocalRequest } from '../core/local-page.ts';
import { SILENT_OBSERVER } from '../core/observer.ts';
import { SessionTable, type SessionTableHandle } from '../core/session-table.ts';
import { StateTable } from '../core/state-table.ts';
import { DataPlane } from '../data-plane.ts';
import { STANDARD_PARTS } from '../parts.ts';
import { AccessBatch } from './access-batch.ts';
import { nodePorts } from './node-ports.ts';
import type { ThreadOrder, ThreadReport, ThreadStart } from './thread-messages.ts';

/** Asks the main thread, which alone knows all and decides. */
class RemoteAdmin implements Admin {
  readonly #waiting = new Map<number, (answer: LocalAnswer) => void>();
  #asked = 0;

  answer({ method, path, authorization, body, trusted }: LocalRequest, done: (answer: LocalAnswer) => void): void {
    const id = this.#asked++;
    this.#waiting.set(id, done);
    report({ type: 'ask', id, request: { method, path, authorization, body, trusted } });
  }

  /** `done` itself knows whether the client still waits. */
  answered(id: number, answer: LocalAnswer): void {
    const done = this.#waiting.get(id);
    this.#waiting.delete(id);
    done?.(answer);
  }
}

invariant(parentPort !== null, 'the program of a thread runs as a process');
const port = parentPort;
const start = workerData as ThreadStart;
const { thread, config, members, generation } = start;

const ports = nodePorts(start.epoch);
const table = StateTable.open(start.table);
const pool = STANDARD_PARTS.pool({ table, members });
const admin = new RemoteAdmin();
const access = start.accessLog ? new AccessBatch((lines) => report({ type: 'access', lines })) : null;
const data = new DataPlane({
  ports,
  config,
  parts: STANDARD_PARTS,
  table,
  thread,
  pool,
  metrics: STANDARD_PARTS.metrics({ table, pool, thread, startedAt: ports.clock.now() }),
  admin,
  observer: SILENT_OBSERVER,
  onEject: ({ id }) => report({ type: 'eject', backend: id }),
  accessLog: access === null ? null : (...line) => access.add(line),
  sessionStore: sessionsOf(start.sessions),
});

table.adopted(thread, generation);
port.on('message', obey);
data.listen(
  start.listen,
  { proxies: true, admin: config.admin.listen === null },
  { reusePort: true },
  (endpoint) => report({ type: 'listening', endpoint }),
  (error) => report({ type: 'trouble', error }),
);

function sessionsOf(handle: SessionTableHandle | null): SessionTable | null {
  return handle === null ? null : SessionTable.open(handle);
}

function report(message: ThreadReport): void {
  port.postMessage(message);
}

function obey(order: ThreadOrder): void {
  switch (order.type) {
    case 'adopt':
      data.adopt(order.members, order.generation);
      break;
    case 'configure':
      data.configure(order.config, sessionsOf(order.sessions));
      break;
    case 'cut-off': {
      const backend = pool.byId(order.backend);
      if (backend !== null) data.cutOff(backend);
      break;
    }
    case 'answer':
      admin.answered(order.id, order.answer);
      break;
    case 'stop':
      data.stop(end);
      break;
    case 'stop-now':
      data.stopNow();
      break;
  }
}

/** Ends this thread alone. What it has reported still arrives. */
function end(): void {
  access?.flush();
  process.exit(0);
}
