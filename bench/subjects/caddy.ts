/** It sets X-Forwarded-For, -Proto and -Host by itself. Metrics are shown on its admin port. */
import { programVersion } from '../stage/programs.ts';
import { missingProgram, type Subject, writeConfig } from './subject.ts';

export const CADDY: Subject = {
  id: 'caddy',
  program: 'Caddy',
  title: 'Caddy (GOMAXPROCS=1)',
  family: 'server',
  cores: '0',
  missing: () => missingProgram('caddy'),
  version: () => programVersion('caddy', 'version'),
  launch: (place) => {
    const { directory, listen, upstream, admin } = place;
    const config = `{
	admin 127.0.0.1:${admin}
	auto_https off
	log {
		level ERROR
	}
	servers {
		metrics
	}
}
http://:${listen} {
	bind 127.0.0.1
	reverse_proxy 127.0.0.1:${upstream} {
		lb_policy round_robin
		health_uri /
		health_interval 1s
		health_timeout 500ms
		header_up X-Real-IP {remote_host}
		transport http {
			keepalive_idle_conns_per_host 256
			compression off
		}
	}
}
`;
    const file = writeConfig(place, 'Caddyfile', config);
    return {
      argv: ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
      env: { GOMAXPROCS: '1', HOME: directory, XDG_CONFIG_HOME: directory, XDG_DATA_HOME: directory },
    };
  },
};
