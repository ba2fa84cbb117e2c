/** How the `--subject` option is described: apart from what it does, which is loaded only when it is wanted. */
export const BUILT_IN = 'built-in';

export const SUBJECT_HELP =
  'the balancer in the middle: "built-in", a module (.js, .mjs, .ts) that exports `parts` to replace some of the built-in one, ' +
  'or a command line with {config} in it (also {host}, {port})';
