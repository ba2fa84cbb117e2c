/** Wrong balancers that choose wrongly: each breaks the law that its algorithm lives by. */
import type { Backend } from '../../src/balancer/core/backend.ts';
import { createPool, type Snapshot } from '../../src/balancer/core/pool.ts';
import type { Parts } from '../../src/balancer/parts.ts';
import type { PickRequest } from '../../src/balancer/policies/policy.ts';
import { fnv1a32 } from '../../src/kernel/hash.ts';

type Pick = (eligible: Snapshot, request: PickRequest) => Backend | undefined;

function choosing(makePick: () => Pick): Partial<Parts> {
  return {
    policy: () => {
      const pick = makePick();
      return { pick: (eligible, request) => pick(eligible, request) ?? null };
    },
  };
}

/** Takes turns, whoever asks and whatever each has to do. */
export const takesTurns = choosing(() => {
  let turn = 0;
  return (eligible) => eligible[turn++ % eligible.length];
});

/** A modulo by the number of backends: one less, and nearly everybody moves. */
export const hashesByModulo = choosing(
  () =>
    (eligible, { clientHost }) =>
      eligible[fnv1a32(clientHost) % eligible.length],
);

/** The last of the list is never thought of. */
export const forgetsTheLast = choosing(() => {
  let turn = 0;
  return (eligible) => eligible[turn++ % Math.max(1, eligible.length - 1)];
});

/** Who drains is still eligible. */
export const ignoresDrains: Partial<Parts> = {
  pool: (context) => createPool(context, ({ state }) => state !== 'Unhealthy'),
};

/** Nobody is ever full. */
export const ignoresCaps: Partial<Parts> = {
  pool: (context) => {
    const members = context.members.map((member) => ({ ...member, config: { ...member.config, connectionsMax: 0 } }));
    return createPool({ ...context, members });
  },
};
