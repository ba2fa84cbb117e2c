/** What the terminal at the other end can show. */
import type { WriteStream } from 'node:tty';

export interface TerminalStyle {
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

const DEFAULT_WIDTH = 100;
const WIDTH_MAX = 140;

/** NO_COLOR (no-color.org) and FORCE_COLOR decide over colour before the stream does; the locale over characters. */
export function terminalStyle(stream: WriteStream | NodeJS.WriteStream, env: NodeJS.ProcessEnv): TerminalStyle {
  const isTty = stream.isTTY === true;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const refused = (env.NO_COLOR ?? '') !== '' || env.FORCE_COLOR === '0' || env.TERM === 'dumb';
  const locale = env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? '';
  // A log file or a pipe is read as UTF-8 nearly everywhere; a terminal says what it speaks.
  const ascii = isTty && (env.TERM === 'linux' || (locale !== '' && !/utf-?8/i.test(locale)));
  return {
    // A terminal that was never told its size says 0.
    width: Math.min(WIDTH_MAX, stream.columns || DEFAULT_WIDTH),
    color: !refused && (isTty || forced),
    unicode: !ascii,
  };
}
