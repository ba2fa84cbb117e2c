import { programVersion } from '../stage/programs.ts';
import { missingProgram, type Subject, writeConfig } from './subject.ts';

export const HAPROXY: Subject = {
  id: 'haproxy',
  program: 'HAProxy',
  title: 'HAProxy (1 thread)',
  family: 'server',
  cores: '0',
  missing: () => missingProgram('haproxy'),
  version: () => programVersion('haproxy', '-v'),
  launch: (place) => {
    const config = `global
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
  bind 127.0.0.1:${place.listen}
  default_backend backends
backend backends
  balance roundrobin
  option httpchk GET /
  http-request set-header X-Real-IP %[src]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  server b1 127.0.0.1:${place.upstream} check inter 1s
frontend metrics
  bind 127.0.0.1:${place.admin}
  http-request use-service prometheus-exporter
`;
    return { argv: ['haproxy', '-db', '-f', writeConfig(place, 'haproxy.cfg', config)] };
  },
};
