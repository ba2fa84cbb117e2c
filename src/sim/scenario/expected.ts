/**
 * What each kind of value should have been, in plain words. The schema speaks them, and hints recognise them.
 */
export const EXPECTED = {
  kebab: 'a name in lower case with dashes such as backend-crash',
  duration: 'a duration such as 250ms or 2s',
  rate: 'a rate such as 200/s',
  size: 'a size such as 4KB',
  bandwidth: 'a bandwidth such as 100KB/s',
  percentage: 'a percentage such as 99%',
  targets: 'a backend name, a list of names, or all',
  list: 'a list (each item on a line that starts with "- ")',
} as const;
