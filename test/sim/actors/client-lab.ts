/** A load client on a virtual network, and in place of a balancer raw connections that do as a test says. */
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { ResponseHead } from '../../../src/http1/response-head.ts';
import { DeadlineList } from '../../../src/kernel/deadline-list.ts';
import { LoadClient } from '../../../src/sim/actors/client.ts';
import type { ClientStream } from '../../../src/sim/actors/client-context.ts';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { RequestShape } from '../../../src/sim/actors/request-shape.ts';
import { OUTCOMES } from '../../../src/sim/history/event.ts';
import type { History } from '../../../src/sim/history/history.ts';
import { PLAIN_STREAM, type RequestSpec, type StreamSpec } from '../../../src/sim/scenario/load-spec.ts';
import { badRequest } from '../../../src/sim/workload/bad-requests.ts';
import { listen, type Peer, type Server } from '../../network/peer.ts';
import { emptyHistory, rowsOf } from '../rows.ts';
import { Lab } from '../virtual/lab.ts';

export const MS = 1_000;
const TIMEOUT = 1_000 * MS;
export const SUBJECT = { host: '127.0.0.2', port: 8080 };

export interface ClientLab {
  readonly lab: Lab;
  readonly client: LoadClient;
  readonly history: History;
  readonly subject: Server;
  /** Sends request `id`, due now or before. */
  send(id: number, due?: number): void;
  /** `outcome status backend problem` of every request that ended. */
  endings(): string[];
}

/** What a test's stream has that is not plain; `request` is what it sends. */
export type LabStream = Partial<StreamSpec> & { readonly request?: Partial<RequestSpec> };

export async function clientLab(
  onPeer: (peer: Peer) => void = () => {},
  { request, ...more }: LabStream = {},
): Promise<ClientLab> {
  const lab = new Lab({ latency: 0 });
  const subject = await listen(lab.start('lb', SUBJECT.host).world, SUBJECT, onPeer);
  const near = lab.start('lab', '127.0.0.1');
  const { clock } = near.process;
  const history = emptyHistory();
  const responseHead = new ResponseHead(DEFAULT_HEAD_LIMITS);
  const context = { clock, network: near.network, sink: history, subject: SUBJECT, responseHead };
  const client = new LoadClient(context, 0, 'c1', '127.1.0.1');
  const spec = { ...PLAIN_STREAM, ...more };
  const stream: ClientStream = { index: 0, spec, deadlines: new DeadlineList(clock, TIMEOUT), onDone() {} };
  const [plain] = PLAIN_STREAM.requests;
  const host = `${SUBJECT.host}:${SUBJECT.port}`;
  const what =
    spec.behavior.kind === 'bad'
      ? badRequest(spec.behavior.name, host)
      : new RequestShape({ ...(plain as RequestSpec), ...request }, spec, host);
  return {
    lab,
    client,
    history,
    subject,
    send: (id, due = clock.now()) => client.send(stream, what, id, due),
    endings: () =>
      rowsOf(history, 'client.done').map(({ req, a, b, peer, text }) =>
        [`${req}:`, OUTCOMES[b], a, peer, text].filter((part) => part !== null && part !== '' && part !== 0).join(' '),
      ),
  };
}

/** An answer as backend b1 gives it. */
export function stamped(id: number, body = bodyOf(id), status = 200, more = ''): string {
  return `HTTP/1.1 ${status} X\r\nX-Lbsim-Id: ${id}\r\nX-Lbsim-Backend: b1\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
}
