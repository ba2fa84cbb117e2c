/**
 * Makes sure that an address is free. Listeners that share their port don't notice another program that shares it, too:
 * a balancer started twice would get half the clients without a word.
 */
import type { ConnectionHandler, Endpoint, Network, NetworkError } from '../../kernel/network.ts';

const NOBODY: ConnectionHandler = { onOpen() {}, onData() {}, onEnd() {}, onDrain() {}, onClose() {} };

/** Listens alone for a moment. A client that comes in just then is reset: a moment ago it was refused. */
export function whenFree(
  network: Network,
  endpoint: Endpoint,
  onFree: () => void,
  onError: (error: NetworkError) => void,
): void {
  const listener = network.listen(endpoint, {
    onListening() {
      listener.close();
      onFree();
    },
    onConnection(connection) {
      connection.reset();
      return NOBODY;
    },
    onError,
  });
}
