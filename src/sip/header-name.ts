// The header names that farend reads, with their compact forms (RFC 3261 §7.3.3, §20). All other
// headers are `other`: they travel as they came.

export const headerName = {
  other: 0,
  via: 1,
  from: 2,
  to: 3,
  callId: 4,
  cSeq: 5,
  contact: 6,
  maxForwards: 7,
  route: 8,
  recordRoute: 9,
  path: 10,
  supported: 11,
  require: 12,
  proxyRequire: 13,
  expires: 14,
  authorization: 15,
  proxyAuthorization: 16,
  wwwAuthenticate: 17,
  proxyAuthenticate: 18,
  userAgent: 19,
  contentLength: 20,
  contentType: 21,
  farend: 22,
} as const;

export type HeaderName = (typeof headerName)[keyof typeof headerName];

export const HEADER_NAME_COUNT = Object.keys(headerName).length;

const spellings: ReadonlyArray<readonly [string, HeaderName]> = [
  ['via', headerName.via],
  ['v', headerName.via],
  ['from', headerName.from],
  ['f', headerName.from],
  ['to', headerName.to],
  ['t', headerName.to],
  ['call-id', headerName.callId],
  ['i', headerName.callId],
  ['cseq', headerName.cSeq],
  ['contact', headerName.contact],
  ['m', headerName.contact],
  ['max-forwards', headerName.maxForwards],
  ['route', headerName.route],
  ['record-route', headerName.recordRoute],
  ['path', headerName.path],
  ['supported', headerName.supported],
  ['k', headerName.supported],
  ['require', headerName.require],
  ['proxy-require', headerName.proxyRequire],
  ['expires', headerName.expires],
  ['authorization', headerName.authorization],
  ['proxy-authorization', headerName.proxyAuthorization],
  ['www-authenticate', headerName.wwwAuthenticate],
  ['proxy-authenticate', headerName.proxyAuthenticate],
  ['user-agent', headerName.userAgent],
  ['content-length', headerName.contentLength],
  ['l', headerName.contentLength],
  ['content-type', headerName.contentType],
  ['c', headerName.contentType],
];

const singletons: ReadonlySet<HeaderName> = new Set([
  headerName.from,
  headerName.to,
  headerName.callId,
  headerName.cSeq,
  headerName.maxForwards,
  headerName.contentLength,
]);
const singletonByName = Array.from({ length: HEADER_NAME_COUNT }, (_, name) =>
  singletons.has(name as HeaderName),
);

/** True for a header of which a second one would make the message ambiguous. */
export function isSingleton(name: HeaderName): boolean {
  return singletonByName[name] === true;
}

const FAREND_PREFIX = 'x-farend-';

/** Length, first and last letter tell all spellings apart: one look-up, then one comparison. */
const candidates = new Uint8Array(1 << 15);
for (const [index, [name]] of spellings.entries()) {
  candidates[fingerprint(name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1))] =
    index + 1;
}

function fingerprint(length: number, first: number, last: number): number {
  return (Math.min(length, 0x1f) << 10) | ((first & 0x1f) << 5) | (last & 0x1f);
}

/** Which header bytes[start, end), not empty, names, in any case and in long or compact form. */
export function identifyHeader(bytes: Buffer, start: number, end: number): HeaderName {
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  const candidate = candidates[fingerprint(end - start, first, last)] as number;
  if (candidate > 0) {
    const spelling = spellings[candidate - 1] as (typeof spellings)[number];
    const name = spelling[0];
    if (name.length === end - start && startsWithName(bytes, start, name)) return spelling[1];
  }
  return end - start > FAREND_PREFIX.length && startsWithName(bytes, start, FAREND_PREFIX)
    ? headerName.farend
    : headerName.other;
}

/** @param name in lower case; letters are compared without case */
function startsWithName(bytes: Buffer, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i += 1) {
    const byte = bytes[start + i] as number;
    const folded = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (folded !== name.charCodeAt(i)) return false;
  }
  return true;
}
