/** It has no active health checks; its counters are on. */
import { programVersion } from '../stage/programs.ts';
import { missingProgram, type Subject, writeConfig } from './subject.ts';

export const NGINX: Subject = {
  id: 'nginx',
  program: 'nginx',
  title: 'nginx (1 worker)',
  family: 'server',
  cores: '0',
  missing: () => missingProgram('nginx'),
  version: () => programVersion('nginx', '-v'),
  launch: (place) => {
    const { directory, listen, upstream, admin } = place;
    const config = `worker_processes 1; daemon off; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000000;
  upstream backends { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${listen};
    location / {
      proxy_pass http://backends;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
    }
  }
  server { listen 127.0.0.1:${admin}; location / { stub_status; } }
}
`;
    return { argv: ['nginx', '-c', writeConfig(place, 'nginx.conf', config)] };
  },
};
