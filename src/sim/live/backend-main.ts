/** The program of a fake backend's process. */
import { seededRandom } from '../../kernel/seeded-random.ts';
import { nodeClock } from '../../node/clock.ts';
import { nodeNetwork } from '../../node/network.ts';
import { FakeBackend } from '../actors/backend.ts';
import type { BackendCommand, BackendMessage, BackendOrder } from './backend-protocol.ts';
import { durableFileSink } from './event-file.ts';

/** Tells a person who looks at exit codes that this one was meant. */
const EXIT_BY_FAULT = 70;

const order = JSON.parse(process.argv[2] ?? '') as BackendOrder;
const random = seededRandom(order.seed).fork(`backend ${order.spec.name} ${order.starts}`);
const backend = new FakeBackend(
  { clock: nodeClock(order.epoch), network: nodeNetwork(), random },
  {
    spec: order.spec,
    endpoint: order.endpoint,
    healthPath: order.healthPath,
    sink: durableFileSink(order.eventFile),
    restarted: order.starts > 0,
    exit: () => process.exit(EXIT_BY_FAULT),
  },
);

function tell(message: BackendMessage): void {
  process.send?.(message);
}

// The lab is gone: nothing keeps this process.
process.on('disconnect', () => process.exit(0));
process.on('message', (command: BackendCommand) => {
  const done = (): void => tell({ event: 'done', id: command.id });
  if (command.do === 'off') backend.switchOff(command.kind, done, (detail) => tell({ event: 'failed', detail }));
  else {
    backend.switchOn(command.fault);
    done();
  }
});

backend.start(
  () => tell({ event: 'listening' }),
  (detail) => tell({ event: 'failed', detail }),
);
