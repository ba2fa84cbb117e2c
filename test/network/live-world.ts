/** The laws' world on this machine's own network. It waits for callbacks, never for time to pass. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Network } from '../../src/kernel/network.ts';
import { type Lane, nodeNetwork } from '../../src/node/network.ts';
import { listen, Peer } from './peer.ts';
import { ANYWHERE, HOST, type Victim, type World } from './world.ts';

/** Far beyond what any step takes: running into it is a failure, never a matter of speed. */
const DEADLINE_MS = 15_000;
const VICTIM_SCRIPT = fileURLToPath(new URL('./fixtures/victim.ts', import.meta.url));

class LiveWorld implements World {
  readonly network: Network;
  readonly broken: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #children: ChildProcess[] = [];

  constructor(lane: Lane | undefined) {
    this.network = nodeNetwork(lane === undefined ? {} : { lane });
  }

  notify(): void {
    for (const look of this.#waiting) look();
  }

  until(what: string, done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const timer = setTimeout(() => finish(() => reject(new Error(`too long without: ${what}`))), DEADLINE_MS);
      const look = (): void => {
        if (done()) finish(resolve);
      };
      this.#waiting.add(look);
    });
  }

  /** What was sent before is there when a later exchange has come to its end. */
  async settled(): Promise<void> {
    const server = await listen(this, ANYWHERE);
    const client = Peer.connect(this, server.endpoint);
    await this.until('a connection', () => server.peers.length === 1 && client.has('open'));
    client.write('?');
    await this.until('a question', () => server.peer.size === 1);
    server.peer.write('!');
    await this.until('an answer', () => client.size === 1);
    client.end();
    server.peer.end();
    await this.until('its end', () => client.closed && server.peer.closed);
    server.listener.close();
  }

  async startVictim(reads: boolean): Promise<Victim> {
    const child = spawn(process.execPath, [VICTIM_SCRIPT, HOST, String(reads)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    const [line] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(DEADLINE_MS) })) as [Buffer];
    const kill = async (): Promise<void> => {
      const gone = once(child, 'exit', { signal: AbortSignal.timeout(DEADLINE_MS) });
      child.kill('SIGKILL');
      await gone;
    };
    return { endpoint: { host: HOST, port: Number(line.toString()) }, kill };
  }

  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

export function liveWorld(lane?: Lane): World {
  return new LiveWorld(lane);
}
