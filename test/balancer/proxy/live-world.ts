/** Plays a case on real sockets: over as soon as everybody has seen the end, or with an error when that takes too long. */
import type { Endpoint, Listener, Network } from '../../../src/kernel/network.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { nodeClock } from '../../../src/node/clock.ts';
import { nodeNetwork } from '../../../src/node/network.ts';
import { type BackendSpec, type Play, Stage } from './harness.ts';
import type { RawPeer } from './raw-peer.ts';

const ANY_PORT: Endpoint = { host: '127.0.0.1', port: 0 };
const DEADLINE_MS = 10_000;

export async function playLive(play: Play): Promise<Stage> {
  const clock = nodeClock();
  const peers = nodeNetwork();
  let look = () => {};
  let stage: Stage | null = null;
  const accept = (index: number): RawPeer => {
    if (stage === null) throw new Error('a connection before the stage is set');
    return stage.accept(index);
  };
  const doors = await Promise.all(play.backends.map((spec, index) => openDoor(peers, spec, () => accept(index))));
  const world = {
    balancer: { clock, random: seededRandom(1), network: nodeNetwork() },
    listen: ANY_PORT,
    clock,
    clients: peers,
    onChange: () => look(),
  };
  const playing = new Stage(
    play,
    world,
    doors.map(({ endpoint }) => endpoint),
  );
  stage = playing;
  const comesTo = (state: string, isThere: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`not in time: ${state}`)), DEADLINE_MS);
      look = () => {
        if (!isThere()) return;
        clearTimeout(deadline);
        resolve();
      };
      look();
    });
  try {
    const clientsDone = comesTo('the clients are done', () => playing.clientsDone);
    playing.start();
    await clientsDone;
    await new Promise<void>((resolve) => playing.balancer.stop(resolve));
    await comesTo('the backends are done', () => playing.backendsDone);
  } finally {
    playing.balancer.stopNow();
    for (const { listener } of doors) listener?.close();
  }
  return playing;
}

interface Door {
  readonly endpoint: Endpoint;
  readonly listener: Listener | null;
}

/** Where a backend listens; one that refuses gets a port that nobody has any more. */
function openDoor(network: Network, spec: BackendSpec, accept: () => RawPeer): Promise<Door> {
  return new Promise((resolve, reject) => {
    const listener = network.listen(ANY_PORT, {
      onListening(endpoint) {
        if (spec.gone === 'refuses') listener.close();
        resolve({ endpoint, listener: spec.gone === 'refuses' ? null : listener });
      },
      onConnection: (connection) => accept().attach(connection, true),
      onError: (error) => reject(new Error(error.detail)),
    });
  });
}
