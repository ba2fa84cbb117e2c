/** Event files: what was written is there, whatever became of the writer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { NONE } from '../../../src/sim/history/history.ts';
import type { EventSink } from '../../../src/sim/history/sink.ts';
import { bufferedFileSink, durableFileSink, readEventFile } from '../../../src/sim/live/event-file.ts';
import { META, rowsOf } from '../rows.ts';

const directory = mkdtempSync(join(tmpdir(), 'lbsim-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function append(sink: EventSink, time: number, req: number, text = ''): void {
  const textId = text === '' ? NONE : sink.textId(text);
  sink.append(time, 'client.done', sink.actorId('c1'), sink.actorId('b1'), req, 2, 200, 0, textId);
}

test('every row is in the file when its writer is killed right after it', async () => {
  const file = join(directory, 'killed.ndjson');
  const script = fileURLToPath(new URL('./fixtures/killed-writer.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, file, '500'], { stdio: 'ignore' });
  expect(await once(writer, 'exit')).toEqual([null, 'SIGKILL']);
  const rows = rowsOf(readEventFile(file, META));
  expect(rows.map(({ req }) => req)).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test('a last line that was cut off is left out, wherever it was cut', () => {
  const file = join(directory, 'cut.ndjson');
  const sink = durableFileSink(file);
  append(sink, 1, 1, 'grün');
  append(sink, 2, 2, 'grün');
  const whole = readFileSync(file);
  const firstLine = whole.indexOf('\n') + 1;
  for (let length = firstLine; length < whole.length; length++) {
    writeFileSync(file, whole.subarray(0, length));
    expect(rowsOf(readEventFile(file, META)).map(({ req }) => req)).toEqual([1]);
  }
  writeFileSync(file, whole);
  expect(rowsOf(readEventFile(file, META)).map(({ text }) => text)).toEqual(['grün', 'grün']);
});

test('a wrong line in the middle is an error, not a loss', () => {
  const file = join(directory, 'wrong.ndjson');
  append(durableFileSink(file), 1, 1);
  appendFileSync(file, 'nonsense\n');
  append(durableFileSink(file), 2, 2);
  expect(() => readEventFile(file, META)).toThrow(/not JSON/);
});

test('an empty file is an empty history', () => {
  const file = join(directory, 'empty.ndjson');
  durableFileSink(file);
  expect(readEventFile(file, META).length).toBe(0);
});

test('rows come back as they were', () => {
  const file = join(directory, 'same.ndjson');
  const sink = durableFileSink(file);
  append(sink, 12, 3, 'truncated');
  sink.append(13, 'backend.open', sink.actorId('b1'), NONE, NONE, 0, 0, 0, NONE);
  const [done, open] = rowsOf(readEventFile(file, META));
  expect(done).toMatchObject({ time: 12, kind: 'client.done', actor: 'c1', peer: 'b1', req: 3, conn: 2, a: 200, b: 0 });
  expect(done?.text).toBe('truncated');
  expect(open).toMatchObject({ time: 13, kind: 'backend.open', actor: 'b1', peer: null, req: NONE, conn: 0, text: '' });
});

test('buffered: in the file after a flush, when the buffer is full, and at the close', () => {
  const file = join(directory, 'buffered.ndjson');
  const { sink, flush, close } = bufferedFileSink(file);
  const written = (): number => readEventFile(file, META).length;
  append(sink, 1, 1);
  expect(written()).toBe(0);
  flush();
  flush();
  expect(written()).toBe(1);
  for (let req = 2; req < 2_000; req++) append(sink, req, req);
  expect(written()).toBeGreaterThan(500);
  close();
  expect(written()).toBe(1_999);
});
