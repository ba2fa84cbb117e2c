import { describe, expect, it } from 'vitest';
import { createProgress, type Progress, type ProgressState } from '../../src/report/progress.ts';
import { textWidth } from '../../src/report/terminal/text.ts';

class FakeStream {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly writes: string[] = [];

  constructor(isTTY: boolean, columns = 80) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.writes.push(text);
  }
}

const STATE: ProgressState = {
  name: 'backend-crash',
  world: 'live',
  elapsedUs: 2_400_000,
  totalUs: 8_000_000,
  sent: 1_204,
  ok: 1_199,
  failed: 3,
  inFlight: 2,
  lastEvent: 'b2 crashed',
};

function started(stream: FakeStream, color = false): { progress: Progress; at: (ms: number) => void } {
  let now = 0;
  const progress = createProgress(stream, { now: () => now, color, unicode: true });
  return { progress, at: (ms) => (now = ms * 1_000) };
}

describe('progress on a terminal', () => {
  it('draws one line, over and over', () => {
    const stream = new FakeStream(true);
    const { progress, at } = started(stream);
    progress.update(STATE);
    at(100);
    progress.update({ ...STATE, elapsedUs: 8_000_000 });
    expect(stream.writes).toEqual([
      '\u001b[?25l\r\u001b[2Kbackend-crash ━━━━━━──────────────  30%  3 failed  1,204 sent  2 in flight  b2…',
      expect.stringMatching(/^\r.*━{20} 100% /),
    ]);
    expect(stream.writes.join('')).not.toContain('\n');
  });

  it('draws at most ten times a second', () => {
    const stream = new FakeStream(true);
    const { progress, at } = started(stream);
    for (let ms = 0; ms < 1_000; ms++) {
      at(ms);
      progress.update(STATE);
    }
    expect(stream.writes).toHaveLength(10);
  });

  it('stays on one line at any width', () => {
    for (let columns = 1; columns <= 140; columns++) {
      const stream = new FakeStream(true, columns);
      started(stream, true).progress.update({ ...STATE, name: '日本語\u001b[2J\n'.repeat(9) });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what escape codes are made of
      const line = (stream.writes[0] ?? '').replace(/\u001b\[[?\d;]*[a-zA-Z]|\r/g, '');
      expect(textWidth(line)).toBeLessThan(Math.max(2, columns));
      expect(line).not.toContain('\n');
    }
  });

  it('keeps what failed on a narrow line', () => {
    const stream = new FakeStream(true, 40);
    started(stream).progress.update(STATE);
    expect(stream.writes[0]).toContain('3 failed');
  });

  it('leaves the terminal as it was', () => {
    const stream = new FakeStream(true);
    const { progress, at } = started(stream);
    progress.update(STATE);
    progress.done();
    expect(stream.writes.at(-1)).toBe('\r\u001b[2K\u001b[?25h');
    at(5_000);
    progress.done();
    progress.update(STATE);
    expect(stream.writes).toHaveLength(2);
  });

  it('has nothing to clean up when it never drew', () => {
    const stream = new FakeStream(true);
    started(stream).progress.done();
    expect(stream.writes).toEqual([]);
  });
});

describe('progress in a log', () => {
  it('writes a line for each event, and every two seconds', () => {
    const stream = new FakeStream(false);
    const { progress, at } = started(stream, true);
    for (let ms = 0; ms <= 7_000; ms += 50) {
      at(ms);
      const lastEvent = ms < 2_500 ? '' : ms < 3_000 ? 'b2 crashed' : 'b2 restarted';
      progress.update({ ...STATE, elapsedUs: ms * 1_000, lastEvent });
    }
    progress.done();
    const rest = '1,204 sent, 1,199 ok, 3 failed, 2 in flight';
    expect(stream.writes).toEqual([
      `backend-crash: 2 s of 8 s, ${rest}\n`,
      `backend-crash: 2.5 s of 8 s, ${rest}; b2 crashed\n`,
      `backend-crash: 3 s of 8 s, ${rest}; b2 restarted\n`,
      `backend-crash: 5 s of 8 s, ${rest}\n`,
      `backend-crash: 7 s of 8 s, ${rest}\n`,
    ]);
  });
});
