/** The proxies that are measured side by side: each in front of the same upstream, on one processor. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const UPSTREAM_PORT = 19100;

export interface Subject {
  readonly name: string;
  readonly port: number;
  /** The program and its arguments; files it needs are written to `directory`. */
  command(directory: string): readonly string[];
}

const LBSIM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

function write(directory: string, name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

export function nginxUpstream(directory: string): readonly string[] {
  const body = 'hello from the upstream: 47 bytes of plain text\\n';
  write(directory, 'large', '0123456789abcdef'.repeat(640));
  const file = write(
    directory,
    'upstream.conf',
    `user root; worker_processes 1; daemon off; pid ${directory}/upstream.pid; error_log ${directory}/upstream.log;
events { worker_connections 8192; }
http { access_log off; keepalive_requests 1000000000;
  server { listen 127.0.0.1:${UPSTREAM_PORT}; location / { return 200 "${body}"; }
           location /large { root ${directory}; } } }`,
  );
  return ['nginx', '-c', file];
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'lbsim',
    port: 19101,
    command: (directory) => [
      process.execPath,
      LBSIM,
      'serve',
      '--config',
      write(
        directory,
        'lbsim.toml',
        `[loadbalancer]
listen_address = "127.0.0.1"
listen_port = 19101
algorithm = "round_robin"
[health_check]
interval_secs = 1
timeout_secs = 0.5
[[backends]]
address = "127.0.0.1"
port = ${UPSTREAM_PORT}
`,
      ),
    ],
  },
  {
    name: 'nginx',
    port: 19102,
    command: (directory) => [
      'nginx',
      '-c',
      write(
        directory,
        'nginx.conf',
        `worker_processes 1; daemon off; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
events { worker_connections 8192; }
http { access_log off; keepalive_requests 1000000000;
  upstream backends { server 127.0.0.1:${UPSTREAM_PORT}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:19102; location / {
    proxy_pass http://backends; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $host; } } }`,
      ),
    ],
  },
  {
    name: 'haproxy',
    port: 19103,
    command: (directory) => [
      'haproxy',
      '-db',
      '-f',
      write(
        directory,
        'haproxy.cfg',
        `global
  nbthread 1
  maxconn 8192
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 2s
  option http-keep-alive
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:19103
  default_backend backends
backend backends
  balance roundrobin
  option httpchk GET /
  http-request set-header X-Real-IP %[src]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  server b1 127.0.0.1:${UPSTREAM_PORT} check inter 1s
`,
      ),
    ],
  },
];
