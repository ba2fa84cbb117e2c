/** Colours by their meaning, as ANSI codes; without colour the text stays as it is. */
const CODES = {
  plain: '',
  bold: '1',
  dim: '2',
  good: '32',
  bad: '31',
  warn: '33',
  info: '36',
  boldGood: '1;32',
  boldBad: '1;31',
  boldWarn: '1;33',
  /** Words on a coloured ground. */
  badgeGood: '1;30;42',
  badgeBad: '1;97;41',
  badgeWarn: '1;30;43',
} as const;

export type Style = keyof typeof CODES;

export function paint(text: string, style: Style, color: boolean): string {
  const code = CODES[style];
  return color && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
}
