/** The program of a fake backend's process. */
import { seededRandom } from '../../kernel/seeded-random.ts';
import { nodeClock } from '../../node/clock.ts';
import { nodeNetwork } from '../../node/network.ts';
import { FakeBackend } from '../actors/backend.ts';
import type { BackendCommand, BackendMessage, BackendOrder } from './backend-protocol.ts';
import { durableFileSink } from './event-file.ts';

const order = JSON.parse(process.argv[2] ?? '') as BackendOrder;
const random = seededRandom(order.seed).fork(`backend ${order.spec.name} ${order.starts}`);
const backend = new FakeBackend(
  { clock: nodeClock(order.epoch), network: nodeNetwork(), random },
  {
    spec: order.spec,
    endpoint: order.endpoint,
    healthPath: order.healthPath,
    sink: durableFileSink(order.eventFile),
  },
);

function tell(message: BackendMessage): void {
  process.send?.(message);
}

// The lab is gone: nothing keeps this process.
process.on('disconnect', () => process.exit(0));
process.on('message', (command: BackendCommand) => {
  if (command.do === 'on') backend.switchOn(command.fault);
  else backend.switchOff(command.kind);
  tell({ event: 'done', id: command.id });
});

backend.start(
  () => tell({ event: 'listening' }),
  (detail) => tell({ event: 'failed', detail }),
);
