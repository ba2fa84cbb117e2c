/** Events on their way from a process to the lab: a file of lines each, that outlives the process. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { History, type HistoryMeta } from '../history/history.ts';
import { appendRow } from '../history/ndjson.ts';
import { decodeRow } from '../history/ndjson-row.ts';
import { LineSink } from '../history/ndjson-sink.ts';
import type { EventSink } from '../history/sink.ts';

/** What is gathered at most before it is written. */
const BUFFER_CHARACTERS = 65536;

/** A sink that writes every row at once: what it took is safe, even if the process is killed right then. */
export function durableFileSink(file: string): EventSink {
  const descriptor = openSync(file, 'a');
  return new LineSink((line) => writeSync(descriptor, line));
}

export interface FileSink {
  readonly sink: EventSink;
  flush(): void;
  close(): void;
}

/** A sink for a busy process: rows are written in bulk, by `flush` at the latest. */
export function bufferedFileSink(file: string): FileSink {
  const descriptor = openSync(file, 'a');
  let buffer = '';
  const flush = (): void => {
    if (buffer === '') return;
    writeSync(descriptor, buffer);
    buffer = '';
  };
  const sink = new LineSink((line) => {
    buffer += line;
    if (buffer.length >= BUFFER_CHARACTERS) flush();
  });
  return {
    sink,
    flush,
    close: () => {
      flush();
      closeSync(descriptor);
    },
  };
}

/** Reads back what a process wrote. A last line that was cut off by a kill is left out. */
export function readEventFile(file: string, meta: HistoryMeta): History {
  const history = new History(meta);
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const line of lines.slice(0, -1)) {
    appendRow(history, decodeRow(line));
  }
  return history;
}
