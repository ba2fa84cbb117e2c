/** What travels between the ends of a connection, and arrives in the process of its receiver. */
import { ProcessTask, type VirtualProcess } from './process.ts';

export type PacketKind = 'open' | 'refuse' | 'data' | 'end' | 'reset' | 'drain' | 'resume' | 'closed';

export interface PacketReceiver {
  readonly process: VirtualProcess;
  /** A packet is here; the process is running. */
  receive(packet: Packet): void;
  /** Data came for a dead process: its kernel answers. */
  bounceData(): void;
}

export class Packet extends ProcessTask {
  readonly kind: PacketKind;
  readonly bytes: Uint8Array | null;
  readonly #receiver: PacketReceiver;

  constructor(receiver: PacketReceiver, kind: PacketKind, bytes: Uint8Array | null) {
    super(receiver.process);
    this.#receiver = receiver;
    this.kind = kind;
    this.bytes = bytes;
  }

  override run(): void {
    if (this.process.dead && this.kind === 'data') this.#receiver.bounceData();
    else this.process.enter(this);
  }

  override perform(): void {
    this.#receiver.receive(this);
  }
}
