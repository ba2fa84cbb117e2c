/** What an exchange and the client's connection that it answers on know of each other. */
import type { Reason } from '../core/outcome.ts';
import type { PeerForwarding } from './forwarding.ts';
import type { Outbox } from './outbox.ts';
import type { FailureReason } from './own-answers.ts';

/** The client's side of an exchange. */
export interface ExchangeClient {
  readonly forwarding: PeerForwarding;
  readonly outbox: Outbox;
  pause(): void;
  resume(): void;
  /** The answer is complete; `reusable` tells whether the connection is still in step. */
  onExchangeDone(reusable: boolean): void;
  /** No answer can be had; nothing of one was sent. */
  onExchangeFailed(reason: FailureReason): void;
  /** The answer broke off: the client must see that it is not whole. Empty: a tunnel, which has no other end. */
  onExchangeCut(reason: Reason | ''): void;
  /** The backend changed protocols: what the client sends goes to `onTunnelClientData` from now on. */
  onExchangeSwitched(): void;
  /** The backend's side of the tunnel ended. */
  onTunnelBackendEnd(): void;
}
