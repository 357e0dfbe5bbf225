// A setting that is on or off, as Asterisk writes it.

/** `yes` or `no`; undefined stays undefined. */
export function formatFlag(flag: boolean | undefined): 'yes' | 'no' | undefined {
  if (flag === undefined) return undefined;
  return flag ? 'yes' : 'no';
}
