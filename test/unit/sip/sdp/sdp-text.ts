// Session descriptions for tests, and a reader of them that shares no code with the product.

/** Lines with their ends. */
export function toSdp(lines: readonly string[], ending = '\r\n'): string {
  return lines.map((line) => line + ending).join('');
}

/** An offer as Asterisk 22 writes it, with an address of its own. */
export function makeOffer(address = '192.0.2.10', ...more: readonly string[]): string {
  const family = address.includes(':') ? 'IP6' : 'IP4';
  return toSdp([
    'v=0',
    `o=- 1365206932 1365206934 IN ${family} ${address}`,
    's=Asterisk',
    `c=IN ${family} ${address}`,
    't=0 0',
    'm=audio 16548 RTP/AVP 0 8 101',
    'a=rtpmap:0 PCMU/8000',
    'a=sendrecv',
    ...more,
  ]);
}

/** A multipart body with these parts, each a list of header lines and a body. */
export function makeMultipart(
  boundary: string,
  parts: readonly (readonly [readonly string[], string])[],
  ending = '\r\n',
): string {
  const written = parts.map(
    ([headers, body]) =>
      `--${boundary}${ending}${headers.map((line) => line + ending).join('')}${ending}${body}${ending}`,
  );
  return `${written.join('')}--${boundary}--${ending}`;
}
