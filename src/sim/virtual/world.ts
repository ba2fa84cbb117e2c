/** World A: the whole lab in one process, in virtual time. Synchronous from the first event to the last. */
import type { Parts } from '../../balancer/parts.ts';
import { LbsimError } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import { seededRandom } from '../../kernel/seeded-random.ts';
import { clientHost, formatAddress } from '../actors/address.ts';
import { clientCount, LoadGenerator } from '../actors/load-generator.ts';
import { OrderDesk } from '../actors/order-desk.ts';
import { type Reach, readPage } from '../actors/reader.ts';
import { isNetworkFault } from '../behavior/index.ts';
import { Director, type Stage } from '../director/director.ts';
import { History, type HistoryMeta, namesByAddress } from '../history/history.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { subjectConfig } from '../subject-config.ts';
import { VirtualBackend } from './backend.ts';
import { DEFAULT_LINK, type LinkSpec } from './link.ts';
import { VirtualNetwork } from './network.ts';
import { VirtualProcess } from './process.ts';
import { Scheduler } from './scheduler.ts';
import { VirtualSubject } from './subject.ts';

export interface VirtualOptions {
  /** Parts of the built-in balancer to replace: the subject. */
  readonly parts?: Partial<Parts>;
  /** What the subject is called in the report. */
  readonly subject?: string;
  readonly link?: LinkSpec;
  /** For tests: spoils memory that was only lent (see `VirtualNetwork`). */
  readonly scribble?: boolean;
  readonly onEvent?: (text: string) => void;
}

/** Everything is up and probed once before the load starts at time 0. */
const WARM_UP = 50_000;
const READING_TIMEOUT = 2_000_000;
const SUBJECT: Endpoint = { host: '127.0.0.1', port: 8080 };
const LAB_HOST = '127.0.0.1';

/** Runs a scenario against the built-in balancer and returns what happened. Same scenario, same rows. */
export function runVirtual(scenario: Scenario, options: VirtualOptions = {}): History {
  const endpoints = scenario.backends.map((_, index) => ({ host: `127.2.0.${index + 1}`, port: 3001 + index }));
  const history = new History(metaOf(scenario, options, endpoints));
  const scheduler = new Scheduler(-WARM_UP);
  const { bandwidth = 0, ...spec } = scenario.network ?? {};
  const network = new VirtualNetwork(
    scheduler,
    { ...(options.link ?? DEFAULT_LINK), ...spec },
    options.scribble ?? false,
  );
  scenario.backends.forEach(({ name }, index) => {
    network.addLine(name, [(endpoints[index] as Endpoint).host], bandwidth);
  });
  network.addLine('clients', Object.values(history.meta.clientHosts), bandwidth);
  const root = seededRandom(scenario.seed);

  const backends = scenario.backends.map((spec, index) => {
    return new VirtualBackend(scenario, spec, endpoints[index] as Endpoint, { scheduler, network, history });
  });
  for (const backend of backends) backend.start();

  const subject = new VirtualSubject(subjectConfig(scenario, SUBJECT, endpoints), {
    scheduler,
    network,
    history,
    random: root.fork('lb'),
    parts: options.parts,
  });
  subject.start(() => {});

  const lab = new VirtualProcess('lab', scheduler);
  const labNetwork = network.port(lab, LAB_HOST, root.fork('clients network'));
  const load = new LoadGenerator({
    clock: lab.clock,
    network: labNetwork,
    random: root.fork('load'),
    sink: history,
    subject: SUBJECT,
    load: scenario.load,
  });
  const reach: Reach = { clock: lab.clock, network: labNetwork, subject: SUBJECT, timeout: READING_TIMEOUT };
  const desk = new OrderDesk({
    scenario,
    backends: endpoints,
    reach,
    rewrite: (config) => {
      subject.config = config;
    },
  });
  const stage: Stage = {
    clock: lab.clock,
    sink: history,
    names: namesByAddress(history.meta),
    startLoad: (zero, onFinished) => load.start(zero, onFinished),
    setFault: (name, fault, on, onDone) => {
      if (isNetworkFault(fault.kind)) {
        network.setFault(name, fault, on);
        onDone();
      } else backends.find((backend) => backend.name === name)?.setFault(fault, on, onDone);
    },
    read: (path, onRead) => readPage(reach, path, onRead),
    order: (order, onDone) => desk.give(order, onDone),
    subject: (act, tell, onDone) => {
      if (act === 'start') desk.subjectStarted();
      subject.act(act, tell, onDone);
    },
    onEvent: options.onEvent ?? (() => {}),
  };
  let ended = false;
  new Director(scenario, stage, () => {
    ended = true;
  }).start(0);
  if (!scheduler.run(() => ended)) {
    throw new LbsimError('subject-failed', 'The virtual run came to a standstill: nothing was left to happen.');
  }
  return history;
}

function metaOf(scenario: Scenario, options: VirtualOptions, endpoints: readonly Endpoint[]): HistoryMeta {
  const clients = Array.from({ length: clientCount(scenario.load) }, (_, i) => [`c${i + 1}`, clientHost(i)] as const);
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    world: 'virtual',
    subject: options.subject ?? 'built-in',
    traced: true,
    clientHosts: Object.fromEntries(clients),
    backendAddresses: Object.fromEntries(
      scenario.backends.map((spec, i) => [spec.name, formatAddress(endpoints[i] as Endpoint)]),
    ),
    subjectAddress: formatAddress(SUBJECT),
  };
}
