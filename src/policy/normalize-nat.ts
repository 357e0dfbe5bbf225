// The value of chan_sip's `nat` in one spelling, so that equal ones compare as equal.

/** `force_rport,comedia` also for `comedia, force_rport` and the old `yes`; `no` also for `never`. */
export function normalizeNat(value: string): string {
  const words = value
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.some((word) => /^(yes|true|on|y|t|1)$/.test(word))) return 'force_rport,comedia';
  const order = ['force_rport', 'auto_force_rport', 'comedia', 'auto_comedia'];
  return order.filter((word) => words.includes(word)).join(',') || 'no';
}
