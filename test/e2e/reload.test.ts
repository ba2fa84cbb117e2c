/** `lbsim serve` and SIGHUP: the configuration file, read again by a balancer that goes on. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startBackends } from './support/backends.ts';
import { STACK_TRACE } from './support/lbsim.ts';
import { configText, type Served, serve } from './support/serve.ts';

/** Who answers the next so many requests. */
async function turns({ url }: Served, count: number): Promise<(string | null)[]> {
  const names: (string | null)[] = [];
  for (let i = 0; i < count; i++) {
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'hello\n']);
    names.push(answer.headers.get('x-backend'));
  }
  return names.sort();
}

it('takes up a changed file: who is new serves, who is gone leaves, who stays keeps its counters', async () => {
  const [one = 0, two = 0, three = 0] = await startBackends(3);
  const served = await serve([one, two]);
  const { balancer, config, url } = served;
  expect(await turns(served, 4)).toEqual(['b1', 'b1', 'b2', 'b2']);
  writeFileSync(config, configText([two, three]));
  balancer.signal('SIGHUP');
  await balancer.printed(/Configuration reloaded: 1 backend added, 1 backend removed/);
  await balancer.printed(new RegExp(`Backend 127\\.0\\.0\\.1:${one} removed`));
  expect(await turns(served, 4)).toEqual(['b2', 'b2', 'b3', 'b3']);
  expect(await (await fetch(`${url}/lb/metrics`)).json()).toMatchObject({
    backends: [
      { id: 'b2', address: `127.0.0.1:${two}`, total_requests: 4 },
      { id: 'b3', address: `127.0.0.1:${three}`, total_requests: 2 },
    ],
  });
  expect(balancer.stdout).toMatch(
    new RegExp(
      [
        '\\[INFO\\] Received SIGHUP: reading the configuration again',
        `\\[WARN\\] Backend 127\\.0\\.0\\.1:${one} entering DRAINING mode`,
        `\\[INFO\\] Backend 127\\.0\\.0\\.1:${three} added`,
        '\\[INFO\\] Configuration reloaded: 1 backend added, 1 backend removed',
        `\\[INFO\\] Backend 127\\.0\\.0\\.1:${one} removed`,
      ].join('\n'),
    ),
  );
});

it.each([
  [
    'with mistakes',
    (text: string) => text.replace('round_robin', 'round_robbin'),
    /config\.toml:4:\d+: .*round_robbin.*\. Did you mean/,
  ],
  ['that is no TOML', () => '[loadbalancer\n', /config\.toml:1:\d+: /],
  [
    'that needs a restart',
    (text: string) => text.replace('listen_port = 0', 'listen_port = 1'),
    /listen_port\. Restart, or put them back as they were\.$/m,
  ],
])('goes on as before with a file %s, and says why', async (_, spoil, words) => {
  const ports = await startBackends(2);
  const served = await serve(ports);
  const { balancer, config } = served;
  writeFileSync(config, spoil(configText(ports)));
  balancer.signal('SIGHUP');
  await balancer.printed(/\[ERROR\] Configuration not reloaded: .*\n/);
  for (const line of balancer.stdout.trimEnd().split('\n')) expect(line).toMatch(/^\[[A-Z]+\] /);
  expect(balancer.stdout).toMatch(words);
  expect(balancer.stdout).not.toMatch(STACK_TRACE);
  expect(await turns(served, 4)).toEqual(['b1', 'b1', 'b2', 'b2']);
  writeFileSync(config, configText(ports));
  balancer.signal('SIGHUP');
  await balancer.printed(/Configuration reloaded: nothing changed/);
  balancer.signal('SIGTERM');
  expect(await balancer.ended(10_000)).toMatchObject({ code: 0, stderr: '' });
});
