// Yes and no as Asterisk's files say them.

/** ast_true of main/utils.c; anything else is no. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:yes|true|y|t|1|on)$/i.test(value);
}
