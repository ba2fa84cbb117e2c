/** What a case promises against what was seen, in either world. */
import { expect } from 'vitest';
import type { ProxyCase } from './cases/case.ts';
import type { ClientSpec, Play, Stage } from './harness.ts';
import { normalForm } from './normal-form.ts';
import type { RawPeer } from './raw-peer.ts';

export function playOf({ timeouts = {}, config = {}, clients, backends }: ProxyCase): Play {
  return { clients, backends: backends ?? [{ connections: [] }], timeouts, config };
}

export function judge(one: ProxyCase, stage: Stage): void {
  expect(stage.surprises).toEqual([]);
  expect(stage.clients.length).toBe(one.clients.length);
  for (const [index, spec] of one.clients.entries()) judgeClient(spec, stage.clients[index] as RawPeer);
  const metrics = stage.metrics();
  const seen = (one.sees ?? []).map((connections) =>
    connections.map((text) => normalForm(withAddresses(text, metrics.backends))),
  );
  const received = metrics.backends.map((_, index) =>
    (stage.backends[index] ?? []).map((peer) => normalForm(peer.received)),
  );
  for (const index of received.keys()) expect(received[index], `backend ${index} saw`).toEqual(seen[index] ?? []);
  expect(metrics.backends.map((backend) => backend.active_connections)).toEqual(metrics.backends.map(() => 0));
  expect(metrics.backends.map((backend) => backend.total_requests)).toEqual(stage.selects);
  if (one.errors !== undefined) expect(metrics.total_errors, 'errors').toBe(one.errors);
  if (one.selects !== undefined) expect(stage.selects).toEqual(one.selects);
}

function judgeClient({ gets, ends }: ClientSpec, client: RawPeer): void {
  const { outcome, endedFirst } = client;
  const received = normalForm(client.received);
  if (ends === 'cut') {
    expect(outcome).toBe('reset');
    const all = typeof gets === 'string' ? normalForm(gets) : '';
    expect(all.startsWith(received), received).toBe(true);
    expect(received.length).toBeLessThan(all.length);
    return;
  }
  if (typeof gets === 'string') expect(received).toBe(normalForm(gets));
  else expect(received).toMatch(gets);
  if (ends === 'any') return;
  expect(outcome).toBe('closed');
  expect(endedFirst ? 'closed' : 'open').toBe(ends);
}

/** `{b0}` stands for the first backend's address, which only the world knows. */
function withAddresses(text: string, backends: readonly { readonly address: string }[]): string {
  return text.replace(/\{b(\d)\}/g, (_, index) => backends[Number(index)]?.address ?? '');
}
