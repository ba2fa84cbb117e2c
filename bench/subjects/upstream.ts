/** The server behind all subjects: nginx, answering from memory, on one port for each of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launch } from '../stage/stage.ts';

/** What is asked for, and how long the answer's body is. */
export interface Answer {
  readonly title: string;
  readonly path: string;
  readonly bytes: number;
}

const SMALL_BODY = 'hello from the upstream: 47 bytes of plain text';
const LARGE_BODY = '0123456789abcdef'.repeat(640);

export const SMALL: Answer = { title: '47-byte', path: '/', bytes: SMALL_BODY.length };
export const LARGE: Answer = { title: '10 KB', path: '/large', bytes: LARGE_BODY.length };

/** What the forwarding fields of a request were, one a line. */
export const FORWARDED_PATH = '/forwarded';
export const FORWARDED_FIELDS = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'X-Real-IP'] as const;

export function launchUpstream(directory: string, ports: readonly number[]): Launch {
  const variables = FORWARDED_FIELDS.map((field) => `$http_${field.toLowerCase().replaceAll('-', '_')}`);
  writeFileSync(join(directory, 'large'), LARGE_BODY);
  const file = join(directory, 'upstream.conf');
  writeFileSync(
    file,
    `user root; worker_processes 1; daemon off; pid ${directory}/upstream.pid; error_log ${directory}/upstream.log;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  open_file_cache max=8;
  server {
${ports.map((port) => `    listen 127.0.0.1:${port};`).join('\n')}
    location / { return 200 "${SMALL_BODY}"; }
    location ${LARGE.path} { root ${directory}; }
    location ${FORWARDED_PATH} { return 200 "${variables.join('\\n')}"; }
  }
}
`,
  );
  return { argv: ['nginx', '-c', file] };
}
