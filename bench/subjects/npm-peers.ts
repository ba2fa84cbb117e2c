/**
 * Proxies from npm, each run by a small script in `bench/peers` as its documentation suggests. They are installed there and
 * not with the project: nobody needs them but this benchmark. They know no health checks and no metrics.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Subject } from './subject.ts';

const PEERS = new URL('../peers/', import.meta.url);

function npmPeer(id: string, name: string): Subject {
  const manifest = new URL(`node_modules/${name}/package.json`, PEERS);
  return {
    id,
    program: name,
    title: name,
    family: 'npm',
    cores: '0',
    missing: () => (existsSync(manifest) ? null : `${name} is not installed; scripts/install-peers --bench does that`),
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    launch: ({ listen, upstream }) => ({
      argv: [process.execPath, fileURLToPath(new URL(`${id}.mjs`, PEERS)), String(listen), String(upstream)],
      env: { NODE_ENV: 'production' },
    }),
  };
}

export const NPM_PEERS: readonly Subject[] = [
  npmPeer('http-proxy-3', 'http-proxy-3'),
  npmPeer('fast-proxy', 'fast-proxy'),
  npmPeer('fastify-http-proxy', '@fastify/http-proxy'),
];
