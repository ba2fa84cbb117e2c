/**
 * One end of a simulated TCP connection. What is written arrives in order, after the line's delay, perhaps in pieces;
 * a reader that pauses holds up the writer; closing with bytes unread resets the peer, as kernels do.
 */
import { joinBytes, latin1Bytes } from '../../kernel/bytes.ts';
import type { Micros } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, Endpoint, NetworkError } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import { type Line, type LineEnd, piecesOf } from './line.ts';
import { drawCuts, drawDelay, type LinkSpec } from './link.ts';
import { Packet, type PacketKind, type PacketReceiver } from './packet.ts';
import type { Resource, VirtualProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';

/** What a connection needs of its network. */
export interface Fabric {
  readonly scheduler: Scheduler;
  readonly link: LinkSpec;
  readonly scribble: boolean;
  transmit(from: string, to: string, send: () => void): void;
  isSilenced(from: string, to: string): boolean;
  lineBetween(host: string, other: string): Line;
}

const RESET: NetworkError = { code: 'reset', detail: 'the peer reset the connection' };

export class VirtualConnection implements Connection, Resource, PacketReceiver, LineEnd {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly process: VirtualProcess;
  readonly random: Random;
  readonly line: Line;
  readonly #fabric: Fabric;
  #handler: ConnectionHandler | null = null;
  #peer: VirtualConnection | null = null;
  /** An outgoing connection keeps what is written before it is open. */
  #established = false;
  #early: (Uint8Array | null)[] = [];
  /** When the last packet to the peer arrives: nothing overtakes it. */
  #lastArrival: Micros = Number.NEGATIVE_INFINITY;
  /** Bytes written that the peer has not taken in. */
  #unread = 0;
  #full = false;
  #paused = false;
  /** Packets that wait for `resume`. */
  #inbox: Packet[] = [];
  #ended = false;
  #peerEnded = false;
  /** Something that was sent vanished on the way: nothing after it can arrive any more. */
  #broken = false;
  /** Closed on this side: only `onClose` is still to be told, if that. */
  #closed = false;

  constructor(fabric: Fabric, process: VirtualProcess, random: Random, local: Endpoint, remote: Endpoint) {
    this.#fabric = fabric;
    this.process = process;
    this.random = random;
    this.local = local;
    this.remote = remote;
    this.line = fabric.lineBetween(local.host, remote.host);
    this.line.ends.add(this);
    process.resources.add(this);
  }

  get gone(): boolean {
    return this.#closed;
  }

  own(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** Makes this the accepted end of `client`, which learns of it at `openAt`. */
  join(client: VirtualConnection, openAt: Micros): void {
    this.#peer = client;
    this.#established = true;
    client.#peer = this;
    this.#lastArrival = openAt;
  }

  open(at: Micros): void {
    this.#schedule(new Packet(this, 'open', null), at);
  }

  refuse(at: Micros): void {
    this.#schedule(new Packet(this, 'refuse', null), at);
  }

  /** Half the window is the kernels', which send on whatever becomes of us; what is over that is lost with us. */
  get backlog(): number {
    return Math.max(0, this.#unread - this.#fabric.link.window / 2);
  }

  write(data: string | Uint8Array): boolean {
    if (this.#closed || this.#ended) return true;
    const bytes = typeof data === 'string' ? latin1Bytes(data) : data;
    const size = bytes.length;
    if (size === 0) return !this.#full;
    if (this.#established) this.#sendBytes(bytes);
    else this.#early.push(bytes);
    this.#unread += size;
    if (this.#unread > this.#fabric.link.window) this.#full = true;
    return !this.#full;
  }

  writeBorrowed(head: string, chunk: Uint8Array, start: number, end: number, tail = ''): boolean {
    return this.write(joinBytes(head, chunk, start, end, tail));
  }

  end(): void {
    if (this.#closed || this.#ended) return;
    this.#ended = true;
    if (this.#established) this.#send('end', null);
    else this.#early.push(null);
    this.#closeIfDone();
  }

  close(): void {
    if (this.#closed) return;
    if (this.backlog > 0) {
      this.reset();
      return;
    }
    this.#drop();
    this.#schedule(new Packet(this, 'closed', null), this.#fabric.scheduler.now);
  }

  reset(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#inbox = [];
    this.#send('reset', null);
    this.#schedule(new Packet(this, 'closed', null), this.#fabric.scheduler.now);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    // By a packet of its own: callbacks are never made from inside a call.
    if (this.#inbox.length > 0) this.#schedule(new Packet(this, 'resume', null), this.#fabric.scheduler.now);
  }

  cut(): void {
    if (!this.#closed) this.#schedule(new Packet(this, 'reset', null), this.#fabric.scheduler.now);
  }

  onProcessDeath(): void {
    if (!this.#closed) this.#drop();
  }

  /** A packet is here; the process is running. */
  receive(packet: Packet): void {
    switch (packet.kind) {
      case 'closed':
        this.#handler?.onClose(null);
        return;
      case 'data':
        if (this.#closed) this.#bounce();
        else if (this.#waits()) this.#inbox.push(packet);
        else this.#take(packet.bytes as Uint8Array);
        return;
      default:
        if (!this.#closed) this.#control(packet);
    }
  }

  /** The process is dead: its kernel answers. */
  bounceData(): void {
    this.#bounce();
  }

  #control(packet: Packet): void {
    switch (packet.kind) {
      case 'open':
        this.#establish();
        this.#handler?.onOpen();
        break;
      case 'refuse':
        this.#fail({ code: 'refused', detail: `nobody listens at ${this.remote.host}:${this.remote.port}` });
        break;
      case 'reset':
        this.#fail(RESET);
        break;
      case 'drain':
        if (!this.#ended) this.#handler?.onDrain();
        break;
      case 'end':
        if (this.#waits()) this.#inbox.push(packet);
        else this.#takeEnd();
        break;
      case 'resume':
        this.#emptyInbox();
        break;
      default:
    }
  }

  #establish(): void {
    this.#established = true;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) {
      if (bytes === null) this.#send('end', null);
      else this.#sendBytes(bytes);
    }
  }

  /** What comes now stands in line behind what waits. */
  #waits(): boolean {
    return this.#paused || this.#inbox.length > 0;
  }

  #emptyInbox(): void {
    let taken = 0;
    while (taken < this.#inbox.length && !this.#paused && !this.#closed) {
      const packet = this.#inbox[taken++] as Packet;
      if (packet.bytes === null) this.#takeEnd();
      else this.#take(packet.bytes);
    }
    this.#inbox.splice(0, taken);
  }

  #takeEnd(): void {
    this.#peerEnded = true;
    this.#handler?.onEnd();
    this.#closeIfDone();
  }

  #take(bytes: Uint8Array): void {
    // A network that scribbles over what it lent must not scribble over the writer's own memory.
    const lent = this.#fabric.scribble ? Uint8Array.from(bytes) : bytes;
    this.#handler?.onData(lent);
    if (this.#fabric.scribble) lent.fill(0x21);
    this.#peer?.taken(bytes.length);
  }

  /** The peer took in `size` bytes of ours. */
  taken(size: number): void {
    this.#unread -= size;
    this.#closeIfDone();
    if (this.#full && this.backlog === 0) {
      this.#full = false;
      const { scheduler, link } = this.#fabric;
      const delay = drawDelay(link, this.random) + this.line.delay(this.random);
      this.#fabric.transmit(this.remote.host, this.local.host, () => {
        this.#schedule(new Packet(this, 'drain', null), scheduler.now + delay);
      });
    }
  }

  /** Data for a closed end: the sender is told with a reset. */
  #bounce(): void {
    if (this.#peer !== null && !this.#peer.#closed) this.#send('reset', null);
  }

  /** Leaves at once: the peer sees the end, or a reset when there were bytes for us that nobody read. */
  #drop(): void {
    this.#closed = true;
    this.#leave();
    this.#inbox = [];
    if (this.#peer === null || this.#peer.#closed) return;
    if (this.#peer.#unread > 0) this.#send('reset', null);
    else if (!this.#ended) this.#send('end', null);
  }

  /** Both sides ended, and nothing waits here any more. */
  #closeIfDone(): void {
    if (!this.#ended || !this.#peerEnded || this.#closed || this.backlog > 0) return;
    this.#closed = true;
    this.#leave();
    this.#schedule(new Packet(this, 'closed', null), this.#fabric.scheduler.now);
  }

  #leave(): void {
    this.process.resources.delete(this);
    this.line.ends.delete(this);
  }

  #fail(error: NetworkError): void {
    this.#closed = true;
    this.#leave();
    this.#handler?.onClose(error);
  }

  #sendBytes(bytes: Uint8Array): void {
    let start = 0;
    const { pieces } = this.line;
    const cuts = pieces > 0 ? piecesOf(bytes.length, pieces) : drawCuts(this.#fabric.link, bytes.length, this.random);
    for (const cut of cuts) {
      this.#send('data', bytes.subarray(start, cut));
      start = cut;
    }
    this.#send('data', start === 0 ? bytes : bytes.subarray(start));
  }

  #send(kind: PacketKind, bytes: Uint8Array | null): void {
    const peer = this.#peer;
    if (peer === null) return;
    const fabric = this.#fabric;
    if (this.line.swallows) this.#broken = true;
    // A reset is no part of the stream: it ends what is broken, too.
    if (this.#broken && (kind !== 'reset' || this.line.swallows)) return;
    if (fabric.isSilenced(this.local.host, this.remote.host)) {
      fabric.transmit(this.local.host, this.remote.host, () => this.#dispatch(peer, kind, bytes));
    } else this.#dispatch(peer, kind, bytes);
  }

  #dispatch(peer: VirtualConnection, kind: PacketKind, bytes: Uint8Array | null): void {
    const { scheduler, link } = this.#fabric;
    const delay = drawDelay(link, this.random) + this.line.delay(this.random);
    const departure = this.line.departure(scheduler.now, this.remote.host, bytes?.length ?? 0);
    const arrival = Math.max(this.#lastArrival, departure + delay);
    this.#lastArrival = arrival;
    scheduler.schedule(new Packet(peer, kind, bytes), arrival);
  }

  #schedule(packet: Packet, at: Micros): void {
    this.#fabric.scheduler.schedule(packet, at);
  }
}
