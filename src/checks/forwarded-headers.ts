/**
 * A backend behind a balancer knows its client only by what the balancer tells: the forwarding fields must be there
 * and true on every request, and fields that concern one connection must not pass.
 */
import { type History, NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { trustsProxies } from './joins/setup.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const forwardedHeaders: Check = {
  name: 'forwarded-headers',
  kind: 'invariant',
  about: 'Backends are told the client, host and protocol truly, and see no hop-by-hop field.',
  // What clients say through a trusted proxy counts, and then the lab does not know what is right.
  applies: ({ balancer }) => !trustsProxies(balancer),
  run(input) {
    const view = viewOf(input);
    const { history, requests } = view;
    const findings = new Findings('requests');
    const fieldsOf = fieldReader(history);
    const host = history.meta.subjectAddress.toLowerCase();
    const hostOf = history.actors.map((name) => history.meta.clientHosts[name]);
    for (const row of view.arrivalRows) {
      const request = requests.ofRow[row] as number;
      const fields = fieldsOf(row);
      if (request === NONE || fields === null) continue;
      const send = requests.sendRow[request] as number;
      const client = hostOf[history.actor[send] as number];
      if (client === undefined) continue;
      findings.observe();
      if (areTrue(fields, client, host)) continue;
      const who = `${history.actors[history.actor[row] as number]}, request ${history.req[row]}`;
      for (const problem of problems(fields, client, host)) {
        findings.violate(`${who} at ${clockTime(history, row)}: ${problem}.`, [send, row]);
      }
    }
    return findings.finding('all forwarding fields were true', 'no request reached a backend with its fields recorded');
  },
};

/** The forwarding fields of a request, ready to compare; undefined where one is missing. */
interface Fields {
  readonly xff: string | undefined;
  /** The last address of X-Forwarded-For: what the balancer itself vouches for. */
  readonly forwardedFor: string | undefined;
  readonly realIp: string | undefined;
  readonly host: string | undefined;
  readonly proto: string | undefined;
  readonly hop: string;
}

/** Reads the fields of a row; few different texts stand for many rows, so each is parsed once. Null: none recorded. */
function fieldReader(history: History): (row: number) => Fields | null {
  const known: (Fields | null | undefined)[] = [];
  return (row) => {
    const text = history.text[row] as number;
    if (text === NONE) return null;
    let fields = known[text];
    if (fields === undefined) {
      fields = parseFields(history.texts[text] ?? '');
      known[text] = fields;
    }
    return fields;
  };
}

function parseFields(text: string): Fields | null {
  if (text === '') return null;
  const raw = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const field = (name: string) => (typeof raw[name] === 'string' ? raw[name] : undefined);
  const xff = field('xff');
  return {
    xff,
    forwardedFor: xff === undefined ? undefined : bareAddress(xff.slice(xff.lastIndexOf(',') + 1)),
    realIp: mapped(field('real'), bareAddress),
    host: mapped(field('fwdHost'), (value) => value.trim().toLowerCase()),
    proto: mapped(field('proto'), (value) => value.trim().toLowerCase()),
    hop: field('hop') ?? '',
  };
}

/** A socket that speaks IPv6 too shows an IPv4 client as `::ffff:1.2.3.4`: the same address. */
function bareAddress(value: string): string {
  return value.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}

function mapped(value: string | undefined, map: (value: string) => string): string | undefined {
  return value === undefined ? undefined : map(value);
}

/** The usual case, without making anything. */
function areTrue({ forwardedFor, realIp, host, proto, hop }: Fields, client: string, asked: string): boolean {
  return forwardedFor === client && realIp === client && host === asked && proto === 'http' && hop === '';
}

function problems(fields: Fields, client: string, asked: string): string[] {
  const found = [
    compare('X-Forwarded-For', fields.forwardedFor, client, 'the client', fields.xff),
    compare('X-Real-IP', fields.realIp, client, 'the client'),
    compare('X-Forwarded-Host', fields.host, asked, 'the Host that the client asked for'),
    compare('X-Forwarded-Proto', fields.proto, 'http', 'what the client spoke'),
    fields.hop === '' ? null : `hop-by-hop fields were passed on: ${fields.hop}`,
  ];
  return found.filter((problem) => problem !== null);
}

function compare(
  field: string,
  seen: string | undefined,
  right: string,
  meaning: string,
  whole: string | undefined = seen,
): string | null {
  if (seen === undefined) return `${field} is missing, it must name ${meaning} (${right})`;
  return seen === right ? null : `${field} is '${whole}', it must name ${meaning} (${right})`;
}
