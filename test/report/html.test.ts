import { describe, expect, it } from 'vitest';
import { escapeText, html } from '../../src/report/html/markup.ts';
import { renderHtml } from '../../src/report/html.ts';
import type { RunResult } from '../../src/report/run-result.ts';
import { summarise } from '../../src/report/summary.ts';
import { historyOf, META, SCENARIO, sampleResults, sampleRows, sampleRun } from './sample-run.ts';

const render = (result: RunResult): string => renderHtml(result, summarise(result));

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)\s*(\/?)>/gy;

/** Walks the markup: every tag is closed in order, every attribute quoted, no stray `<`, `>` or `&`. */
function expectWellFormed(page: string): void {
  const open: string[] = [];
  const markup = page.replace(/^<!doctype html>\n/, '').replace(/<style>[^<]*<\/style>/, '');
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  let at = 0;
  while (at < markup.length) {
    const next = markup.indexOf('<', at);
    const text = markup.slice(at, next < 0 ? undefined : next);
    expect(text).not.toMatch(/>|&(?!(amp|lt|gt|quot|#39);)/);
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(markup);
    expect(tag, markup.slice(next, next + 80)).not.toBeNull();
    const [whole = '', close = '', name = '', , empty = ''] = tag ?? [];
    if (close !== '') expect(open.pop()).toBe(name);
    else if (empty === '') open.push(name);
    at = next + whole.length;
  }
  expect(open).toEqual([]);
}

describe('the HTML report', () => {
  const page = render(sampleRun());

  it('is well formed', () => {
    expectWellFormed(page);
    expectWellFormed(render(sampleRun({ history: historyOf([]), results: [], verdict: 'unknown' })));
  });

  it('says all there is to say', () => {
    for (const words of [
      'backend-crash',
      '1 of 7 checks violated, 1 unknown',
      sampleRun().digest,
      'b2 crashed',
      'b2 is Unhealthy, 741 ms later',
      'all up again',
      'never-routes-to-unhealthy',
      'receives the request',
      'and 10 more like these',
      'lbsim run scenarios/backend-crash.yaml --world virtual --seed 7',
      '{ rate: 200/s, for: 8s, arrivals: poisson, clients: 50 }',
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/<details class="check violated" open="open">/g)).toHaveLength(1);
    expect(page.match(/<details class="check holds">/g)).toHaveLength(5);
  });

  it('calls all failed that is not a whole answer below 500', () => {
    const rows = sampleRows(20).map((row, i) =>
      row.kind === 'client.done' && row.b === 0 && i % 2 === 0 ? { ...row, a: 500 } : row,
    );
    const result = sampleRun({ history: historyOf(rows) });
    const { ok, failed, answers } = summarise(result).total;
    const text = render(result);
    expect(text).toContain(`<dd class="alarm">${failed}<small>${answers['5xx']} got a 5xx`);
    expect(text).toContain(`<small>${ok} answered, under 500</small>`);
    expect(text).not.toMatch(/<dt>(Errors|Answered)<|>Unknown<\/th>|\d errors/);
  });

  it('asks nobody for anything', () => {
    expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<script|<img|<iframe| on[a-z]+=/i);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('can be read by those who do not see it', () => {
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    expect(page).not.toMatch(/<svg(?![^>]*aria-label="[^"]+")/);
    expect(page).toMatch(/aria-label="b2: well 0–2 s; crashed 2–2\.74 s; crashed, out of rotation 2\.74–5 s/);
  });

  it('lets no name become a tag', () => {
    const evil = `<script>alert(1)</script><img src=x onerror="alert('2')">&amp;\u0000\ud800`;
    const rows = sampleRows(20).map((row) => (row.kind === 'lab.fault' ? { ...row, text: evil } : row));
    const history = historyOf([...rows, { t: 3_000_000, kind: 'lb.state', actor: evil, peer: 'b2', text: evil }], {
      ...META,
      subject: evil,
      backendAddresses: { [evil]: '10.2.0.9:80' },
    });
    const all = Array.from({ length: Math.min(40, history.length) }, (_, row) => row);
    const hostile = render(
      sampleRun({
        scenario: { ...SCENARIO, name: evil, about: evil },
        scenarioText: evil,
        file: evil,
        history,
        replay: evil,
        digest: evil,
        results: sampleResults(history).map(({ check, finding }) => ({
          check: { ...check, name: evil, about: evil },
          finding: { ...finding, note: evil, unit: evil, violations: [{ message: evil, rows: all }] },
        })),
      }),
    );
    expectWellFormed(hostile);
    expect(hostile).not.toMatch(/<script|<img/);
    expect(hostile).not.toContain('\u0000');
    expect(hostile.isWellFormed()).toBe(true);
    expect(hostile).toContain('&lt;script&gt;');
  });
});

describe('markup', () => {
  it('escapes all but markup', () => {
    const name = '<b>"x"</b>';
    expect(html`<i title="${name}">${html`<b>${'&'}</b>`}${null}${[html`1`, html`2`]}</i>`.text).toBe(
      '<i title="&lt;b&gt;&quot;x&quot;&lt;/b&gt;"><b>&amp;</b>1\n2</i>',
    );
    expect(escapeText('a\tb\u0007\n')).toBe('a\tb\ufffd\n');
  });
});
