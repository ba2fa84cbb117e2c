import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/report/run-result.ts';
import { summarise } from '../../src/report/summary.ts';
import { breakCommand } from '../../src/report/terminal/command.ts';
import { clean, textWidth, truncate, wrap } from '../../src/report/terminal/text.ts';
import { renderTerminal, type TerminalOptions } from '../../src/report/terminal.ts';
import { historyOf, META, SCENARIO, sampleRows, sampleRun } from './sample-run.ts';

const SAMPLE = sampleRun();
const PLAIN: TerminalOptions = { width: 80, color: false, unicode: true };

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what escape codes are made of
const CODES = /\u001b\[[\d;]*m/g;

function render(result: RunResult, options: Partial<TerminalOptions> = {}): string {
  return renderTerminal(result, summarise(result), { ...PLAIN, ...options });
}

/** Names and notes that try to break out. */
function hostile(text: string): RunResult {
  return {
    ...SAMPLE,
    scenario: { ...SCENARIO, name: text, about: text },
    replay: `lbsim run ${text}`,
    directory: text,
    results: SAMPLE.results.map(({ check, finding }) => ({
      check: { ...check, name: `${text}${check.name}` },
      finding: { ...finding, note: text, unit: text, violations: [{ message: text, rows: [0, 1] }] },
    })),
  };
}

describe('the terminal summary', () => {
  const text = render(SAMPLE);

  it('says all there is to say', () => {
    expect(text).toContain('backend-crash');
    expect(text).toContain('virtual world · built-in · seed 7');
    expect(text).toContain(SAMPLE.digest.slice(0, 12));
    expect(text).toMatch(/^ {2}b2 {5}━+╳+┄+·+━+ 2\d\d req$/m);
    expect(text).toContain('2.74 s  balancer  b2 is Unhealthy, 741 ms later');
    expect(text).toMatch(/^ {2}b2 crashed .*17/m);
    expect(text).toMatch(/✓ every-request-answered-once +1,515 requests/);
    expect(text).toMatch(/\? drains-cleanly +0 drains/);
    expect(text).toMatch(/✗ never-routes-to-unhealthy +1,204 requests/);
    expect(text).toMatch(/│ 5\.06\d+ s {2}b2 +receives the request {2}#\d+ conn \d/);
    expect(text).toContain('… and 10 more like this');
    expect(text).toContain('✗ VIOLATED  1 of 7 checks violated, 1 unknown');
    expect(text).toContain('report  reports/backend-crash/report.html');
    expect(text).toContain('replay  lbsim run scenarios/backend-crash.yaml --world virtual --seed 7');
  });

  it('puts the broken checks next to the verdict', () => {
    expect(text.indexOf('✗ never-routes')).toBeGreaterThan(text.indexOf('? drains-cleanly'));
    expect(text.indexOf('? drains-cleanly')).toBeGreaterThan(text.indexOf('✓ b2 recovers'));
  });

  it('says nothing of a report that was not written, nor of a digest that will not repeat', () => {
    const live = sampleRun({ history: historyOf([], { ...META, world: 'live' }), directory: null });
    expect(render(live)).not.toMatch(/^ {2}report /m);
    expect(render(live)).not.toContain('digest');
  });

  it.each([120, 60, 40])('calls an answer of 500 or more failed, and shows it at %i columns', (width) => {
    const rows = sampleRows().map((row) =>
      row.kind === 'client.done' && row.peer === 'b3' && row.t < 2_000_000 ? { ...row, a: 503 } : row,
    );
    const history = historyOf(rows);
    const text = render(sampleRun({ history }), { width });
    const { total, phases } = summarise({ scenario: SCENARIO, history });
    expect(phases[0]?.traffic.failed).toBeGreaterThan(100);
    const phasesText = text.slice(text.indexOf('Phases'), text.indexOf('Backends'));
    const head = phasesText.split('\n')[1] ?? '';
    const end = head.indexOf('failed') + 'failed'.length;
    const failed = (label: string): string | undefined =>
      new RegExp(`^  ${label} .*$`, 'm').exec(phasesText)?.[0].slice(0, end).split(' ').at(-1);
    expect(failed('all up')).toBe(String(phases[0]?.traffic.failed));
    expect(failed('whole run')).toBe(String(total.failed));
    expect(/^ {2}all up .*$/m.exec(phasesText)?.[0]).not.toContain('100%');
  });

  it('warns of a generator that could not keep up', () => {
    const late = historyOf([{ t: 9_000, kind: 'client.send', actor: 'c1', req: 1, a: 9_000, text: '/' }]);
    expect(render(sampleRun({ history: late }))).toContain('generator could not keep up');
    expect(text).not.toContain('generator');
  });

  it('names what was never sent', () => {
    const skipped = historyOf([{ t: 9_000, kind: 'lab.load', actor: 'lab', a: 1_204, text: '0' }]);
    expect(render(sampleRun({ history: skipped }))).toContain('1,204 requests were due and never sent');
    expect(text).not.toContain('never sent');
  });

  it('has something to say of an empty run', () => {
    const empty = sampleRun({ history: historyOf([]), results: [], verdict: 'unknown' });
    expect(render(empty)).toContain('? UNKNOWN  no check applied');
  });

  it('never gets wider than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 200 }), fc.boolean(), fc.boolean(), (width, color, unicode) => {
        for (const line of render(SAMPLE, { width, color, unicode }).split('\n')) {
          expect(textWidth(line.replace(CODES, ''))).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stays within the width and the character set, whatever names it is given', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('\u001b[2J\u001b[31m', '日本語'.repeat(40), 'a'.repeat(300), '\u202egnp.exe', "'", 'x\r\ny'),
    );
    fc.assert(
      fc.property(nasty, fc.boolean(), fc.integer({ min: 60, max: 120 }), (name, unicode, width) => {
        const rendered = render(hostile(name), { unicode, width });
        expect(rendered).not.toContain('\u001b');
        if (!unicode) expect(rendered).toMatch(/^[\x20-\x7e\n]*$/);
        for (const line of rendered.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 60 },
    );
  });

  it('is plain ASCII without unicode, and free of codes without colour', () => {
    expect(render(SAMPLE, { unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).not.toContain('\u001b');
    expect(render(SAMPLE, { color: true })).toContain('\u001b[1;31mnever-routes-to-unhealthy');
    const trimmed = (value: string): string => value.replace(/ +$/gm, '');
    const bare = trimmed(render(SAMPLE, { color: true }).replace(CODES, ''));
    expect(bare.replace(' ✗ VIOLATED ', '✗ VIOLATED')).toBe(trimmed(text));
  });
});

describe('text', () => {
  it('knows how wide characters are', () => {
    expect(['abc', '日本', 'e\u0301', '✓', '👍', '…'].map(textWidth)).toEqual([3, 4, 1, 1, 2, 1]);
  });

  it('is cut with an ellipsis and wrapped at spaces', () => {
    expect(truncate('abcdef', 4, '…')).toBe('abc…');
    expect(truncate('日本語', 4, '…')).toBe('日…');
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(clean('a\u001b[1mb\nc', true)).toBe('a\ufffd[1mb c');
    expect(clean('4 µs – ok…', false)).toBe('4 us - ok...');
  });

  it('breaks a command so that a shell still takes it', () => {
    expect(breakCommand('lbsim run a.yaml', 40, 10)).toEqual({ lines: ['lbsim run a.yaml'], indentable: true });
    expect(breakCommand("lbsim run 'my file.yaml' --seed 7", 20, 10)).toEqual({
      lines: ['lbsim run \\', "'my file.yaml' \\", '--seed 7'],
      indentable: true,
    });
    const long = breakCommand(`lbsim run ${'x'.repeat(50)}`, 20, 10);
    expect(long.indentable).toBe(false);
    // What the shell makes of it: a line that ends in a backslash goes on in the next.
    expect(long.lines.join('\n').replaceAll('\\\n', '')).toBe(`lbsim run ${'x'.repeat(50)}`);
    expect(breakCommand(`lbsim '${'ab'.repeat(10)}'`, 10, 4).lines).toEqual([
      'lbsim \\',
      "'abababababa'\\",
      "'babababab'",
    ]);
  });
});
