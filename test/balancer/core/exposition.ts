/**
 * A strict reader of Prometheus's text exposition format, version 0.0.4, by its specification and the conventions of the
 * client libraries. Throws for whatever breaks them.
 */

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const SAMPLE = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([^=,]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const VALUE = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

export function readExposition(text: string): Family[] {
  must(text.endsWith('\n'), 'the last line ends in a line feed');
  const families: { name: string; type: string; help: string; samples: Sample[] }[] = [];
  const seen = new Set<string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind === 'HELP') {
        must(NAME.test(name), `a name: ${name}`);
        must(!families.some((family) => family.name === name), `${name} once, all of it in one place`);
        must(/^(?:[^\\\n]|\\[\\n])+$/.test(rest), `a help text: ${rest}`);
        families.push({ name, help: rest, type: '', samples: [] });
      } else {
        const family = families.at(-1);
        must(family?.name === name && family.type === '' && family.samples.length === 0, `TYPE of ${name} behind HELP`);
        must(TYPES.includes(rest), `a type: ${rest}`);
        if (family !== undefined) family.type = rest;
      }
      continue;
    }
    const family = families.at(-1);
    must(family !== undefined && family.type !== '', `a family before its samples: ${line}`);
    const sample = readSample(line);
    const suffix = sample.name.slice(family?.name.length);
    const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    must(sample.name.startsWith(family?.name ?? '') && suffixes.includes(suffix), `of its family: ${line}`);
    const series = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    must(!seen.has(series), `each series once: ${series}`);
    seen.add(series);
    family?.samples.push(sample);
  }
  for (const family of families) judge(family);
  return families;
}

function readSample(line: string): Sample {
  const [, name = '', list, value = ''] = SAMPLE.exec(line) ?? [];
  must(NAME.test(name), `a sample: ${line}`);
  must(VALUE.test(value), `a value: ${line}`);
  const labels: Record<string, string> = {};
  if (list !== undefined) {
    LABEL.lastIndex = 0;
    while (LABEL.lastIndex < list.length) {
      const [, label = '', escaped = ''] = LABEL.exec(list) ?? [];
      must(LABEL_NAME.test(label) && !label.startsWith('__') && !Object.hasOwn(labels, label), `labels: ${line}`);
      labels[label] = escaped.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
    }
  }
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

function judge({ name, type, samples }: Family): void {
  must(type !== '', `a type for ${name}`);
  must((type === 'counter') === name.endsWith('_total'), `_total for counters alone: ${name}`);
  must(type !== 'gauge' || !/_(count|sum|bucket)$/.test(name), `no histogram's suffix: ${name}`);
  must(!/_(seconds|bytes)_/.test(name.replace(/_total$/, '')), `the unit at the end: ${name}`);
  must(!/milli|micro|_ms\b|_us\b/.test(name), `base units: ${name}`);
  for (const { value } of samples) must(type === 'gauge' || value >= 0, `never below 0: ${name}`);
  if (type === 'histogram') judgeHistogram(name, samples);
}

function judgeHistogram(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const group of groups.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels.le?.replace('Inf', 'Infinity')));
    must(bounds.length > 1 && bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] ?? 0)), 'bounds that rise');
    must(bounds.at(-1) === Number.POSITIVE_INFINITY && buckets.at(-1)?.labels.le === '+Inf', '+Inf at the end');
    must(
      buckets.every(({ value }, i) => i === 0 || value >= (buckets[i - 1]?.value ?? 0)),
      'cumulative buckets',
    );
    const [sum, count] = ['_sum', '_count'].map((end) => group.filter((sample) => sample.name === name + end));
    must(sum?.length === 1 && count?.length === 1, 'one sum and one count');
    must(count?.[0]?.value === buckets.at(-1)?.value, 'the count is that of +Inf');
    must(group.filter(({ labels }) => labels.le !== undefined).length === buckets.length, 'le on buckets alone');
  }
}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`exposition format: ${what}`);
}
