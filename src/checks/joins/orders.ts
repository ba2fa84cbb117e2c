/** The orders that the lab gave to the balancer, and what it said to them. */
import type { Micros } from '../../kernel/clock.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import { rowsOf } from './rows.ts';

type OrderKind = 'add' | 'remove' | 'drain' | 'enable' | 'weight' | 'reload';

export interface Given {
  readonly kind: OrderKind;
  /** The backend that it is about; NONE for a reload. */
  readonly backend: number;
  readonly row: number;
  readonly sent: Micros;
  readonly answered: Micros;
  /** `done`: it was obeyed; `refused`: nothing was done; `unclear`: no word came. */
  readonly result: 'done' | 'refused' | 'unclear';
}

/** What an order without the token begins with; such orders are no orders. */
export const NO_TOKEN = 'no-token ';

const KINDS: ReadonlySet<string> = new Set<OrderKind>(['add', 'remove', 'drain', 'enable', 'weight', 'reload']);

/** In the order of their answers. */
export function givenOrders(history: History, backendOf: Int32Array): Given[] {
  const orders: Given[] = [];
  for (const row of rowsOf(history, 'lab.order')) {
    const [kind = ''] = (history.texts[history.text[row] as number] ?? '').split(' ');
    if (!KINDS.has(kind)) continue;
    const peer = history.peer[row] as number;
    const answered = history.time[row] as number;
    const status = history.a[row] as number;
    orders.push({
      kind: kind as OrderKind,
      backend: peer === NONE ? NONE : (backendOf[peer] as number),
      row,
      sent: answered - (history.b[row] as number),
      answered,
      result: status === 0 || status >= 500 ? 'unclear' : status < 300 ? 'done' : 'refused',
    });
  }
  return orders;
}
