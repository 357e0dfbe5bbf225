// Passwords in SIP URIs, `sip:user:password@host`: RFC 3261 §19.1.1 allows them and recommends against
// them. Whoever shows a URI leaves them out.

const SCHEME = /^sips?:/i;
/** A URI in angle brackets, or one that stands alone: then `;`, `?` and `,` end it (RFC 3261 §20.10). */
const URIS = /<(sips?:[^<>]*)|(?<![^\s,])(sips?:[^\s<>",;?]*)/gi;

/** The URI without the password in it; any other text as it is. */
export function removePassword(uri: string): string {
  const scheme = SCHEME.exec(uri)?.[0].length ?? 0;
  const firstAt = uri.indexOf('@');
  if (scheme === 0 || firstAt < 0) return uri;
  // As parseUri reads it: a password may hold `;` and `?`, and headers may hold an `@`.
  const headers = uri.indexOf('?', firstAt);
  const at = uri.lastIndexOf('@', headers < 0 ? uri.length : headers);
  const colon = uri.indexOf(':', scheme);
  return colon < 0 || colon > at ? uri : uri.slice(0, colon) + uri.slice(at);
}

/** One or more values of Contact, From or To, with all passwords left out. */
export function removePasswords(values: string): string {
  return mayHoldPassword(values)
    ? values.replaceAll(URIS, (_, inBrackets?: string, alone = '') =>
        inBrackets === undefined ? removePassword(alone) : `<${removePassword(inBrackets)}`,
      )
    : values;
}

/** False for the usual Contact, at next to no cost: the last colon before its `@` is the scheme's. */
function mayHoldPassword(values: string): boolean {
  const at = values.lastIndexOf('@');
  return at >= 0 && values.lastIndexOf(':', at) !== values.indexOf(':');
}
