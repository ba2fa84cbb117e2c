/**
 * The admin API: who may use it, which request asks for what, and the answers. All of them are JSON.
 *
 * Where there is no admin API (no token is configured) its paths are 404 like any that do not exist. Without the right
 * token everything is 401, also what does not exist: a stranger learns nothing of what could be there.
 */
import { equalConstantTime } from '../../kernel/constant-time.ts';
import type { BackendConfig } from '../config/config.ts';
import { formatHostPort } from '../config/ip-literal.ts';
import { maskedConfig } from '../config/masked.ts';
import { backendFrom, weightFrom } from './admin-body.ts';
import type { AdminOperations } from './admin-operations.ts';
import type { Backend } from './backend.ts';
import type { EjectionReport } from './ejection.ts';
import { ADMIN_PREFIX, failed, json, type LocalAnswer, type LocalRequest } from './local-page.ts';
import type { Pool } from './pool.ts';

export interface AdminApiContext {
  readonly pool: Pool;
  readonly operations: AdminOperations;
}

type Done = (answer: LocalAnswer) => void;
/** Does what is asked for; `backend` is the one that the path names. */
type Action = (request: LocalRequest, done: Done, backend: Backend) => void;
type Resource = ReadonlyMap<string, Action>;

const CHALLENGE = 'WWW-Authenticate: Bearer realm="lbsim"\r\n';

export class AdminApi {
  readonly #pool: Pool;
  readonly #operations: AdminOperations;
  /** By the path behind the prefix, `{id}` standing for a backend's. */
  readonly #resources: ReadonlyMap<string, Resource>;

  constructor({ pool, operations }: AdminApiContext) {
    this.#pool = pool;
    this.#operations = operations;
    const show: Action = (_request, done, backend) => done(json(200, this.#view(backend)));
    const list: Action = (_request, done) => done(json(200, this.#list()));
    const config: Action = (_request, done) => done(json(200, this.#config()));
    this.#resources = new Map<string, Resource>([
      ['backends', actions({ GET: list, HEAD: list, POST: ({ body }, done) => done(this.#add(body)) })],
      ['backends/{id}', actions({ GET: show, HEAD: show, DELETE: this.#order(202, (one) => operations.remove(one)) })],
      ['backends/{id}/drain', actions({ PUT: this.#order(202, (one) => operations.drain(one)) })],
      ['backends/{id}/enable', actions({ PUT: this.#order(200, (one) => operations.enable(one)) })],
      ['backends/{id}/weight', actions({ PUT: ({ body }, done, one) => done(this.#setWeight(one, body)) })],
      ['config', actions({ GET: config, HEAD: config })],
      ['reload', actions({ POST: (_request, done) => this.#reload(done) })],
    ]);
  }

  /** Answers a request for a path under the prefix, now or later, once. */
  answer(request: LocalRequest, done: Done): void {
    const refusal = this.#refusal(request);
    if (refusal === null) this.#route(request, done);
    else done(refusal);
  }

  #refusal({ authorization }: LocalRequest): LocalAnswer | null {
    const { token } = this.#operations.config.admin;
    if (token === '') return failed(404, 'There is no admin API: give it an auth_token under [admin].');
    const given = /^bearer +(.*)$/i.exec(authorization)?.[1];
    if (given !== undefined && equalConstantTime(given, token)) return null;
    const what = authorization === '' ? 'A token is needed' : 'This is not the token';
    return failed(401, `${what}: send the auth_token of [admin] as "Authorization: Bearer TOKEN".`, CHALLENGE);
  }

  #route(request: LocalRequest, done: Done): void {
    const { method, path } = request;
    const query = path.indexOf('?');
    const parts = path.slice(ADMIN_PREFIX.length, query < 0 ? path.length : query).split('/');
    const [name, id = null] = parts;
    const named = name === 'backends' && id !== null;
    const resource = this.#resources.get(named ? [name, '{id}', ...parts.slice(2)].join('/') : parts.join('/'));
    if (resource === undefined) {
      done(failed(404, `There is no such page here; there are ${[...this.#resources.keys()].join(', ')}.`));
      return;
    }
    const backend = named ? this.#pool.byId(id) : null;
    const action = resource.get(method);
    if (named && backend === null) {
      done(failed(404, `There is no backend with this id: GET ${ADMIN_PREFIX}backends lists them.`));
    } else if (action === undefined) {
      const allowed = [...resource.keys()].join(', ');
      done(failed(405, `Only ${allowed} can be used here.`, `Allow: ${allowed}\r\n`));
    } else action(request, done, backend as Backend);
  }

  #add(body: string): LocalAnswer {
    const parsed = backendFrom(body);
    if (!parsed.ok) return failed(400, parsed.error);
    const added = this.#operations.add(parsed.value);
    if (added === 'duplicate') return failed(409, this.#duplicate(parsed.value));
    if (added === 'loop') return failed(400, 'This is where the balancer itself listens: it would forward to itself.');
    // 507 and not 409: no other address would be taken either.
    if (added === 'full') return failed(507, 'There is no room for another backend: raise "backends" under [limits].');
    return json(201, this.#view(added), `Location: ${ADMIN_PREFIX}backends/${added.id}\r\n`);
  }

  /** An address that drains is taken, too: its last requests run, and its counters would come to be two backends'. */
  #duplicate({ host, port }: BackendConfig): string {
    const address = formatHostPort(host, port);
    const known = this.#pool.backends.find((backend) => backend.address === address);
    if (known?.state !== 'Draining') return `Backend ${known?.id} has the address ${address} already.`;
    const way = `PUT ${ADMIN_PREFIX}backends/${known.id}/enable takes it back`;
    return `Backend ${known.id} has the address ${address} and is draining: ${way}, or wait until it is removed.`;
  }

  #setWeight(backend: Backend, body: string): LocalAnswer {
    const parsed = weightFrom(body);
    if (!parsed.ok) return failed(400, parsed.error);
    this.#operations.setWeight(backend, parsed.value);
    return json(200, this.#view(backend));
  }

  #reload(done: Done): void {
    this.#operations.reload((problem) => {
      done(problem === null ? json(200, { generation: this.#operations.generation }) : failed(400, problem));
    });
  }

  #order(status: number, order: (backend: Backend) => void): Action {
    return (_request, done, backend) => {
      order(backend);
      done(json(status, this.#view(backend)));
    };
  }

  #list(): object {
    return {
      generation: this.#operations.generation,
      backends: this.#pool.backends.map((backend) => this.#describe(backend)),
    };
  }

  #config(): object {
    const { generation, config } = this.#operations;
    return { generation, config: maskedConfig(config) };
  }

  #view(backend: Backend): object {
    return { ...this.#describe(backend), generation: this.#operations.generation };
  }

  #describe(backend: Backend): object {
    const { id, address, state, weight, active, config, reasons } = backend;
    return {
      id,
      address,
      state,
      reasons,
      ejection: ejectionView(this.#operations.ejection(backend)),
      weight: config.weight,
      effective_weight: weight / 10,
      active_connections: active,
      health_check_path: config.healthCheckPath,
      max_connections: config.connectionsMax,
    };
  }
}

function ejectionView(ejection: EjectionReport | null): object | null {
  if (ejection === null) return null;
  const { failures, duration, remaining } = ejection;
  return { failures, for_secs: duration / 1e6, remaining_secs: remaining / 1e6 };
}

/** A map: a method can be called `constructor`. */
function actions(byMethod: Readonly<Record<string, Action>>): Resource {
  return new Map(Object.entries(byMethod));
}
