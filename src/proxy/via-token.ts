// Our Via value: the branch, and in the parameter `fe` what the answer needs to find its way, covered
// by a MAC. Asterisk shows the branch to phones (as To tag of its REGISTER answers), but never `fe`.

import type { KeyedHash } from '../base/keyed-hash.ts';
import { BRANCH_COOKIE, type ViaView } from '../sip/via.ts';
import type { SocketAddress } from './proxy-options.ts';
import { fromTokenText, toAddressText, toNameText } from './token-text.ts';

/** Who waits for the answer: a request that was relayed, or one that the proxy made itself. */
type BranchKind = 'relayed' | 'ping' | 'health';

const kindLetters: Readonly<Record<BranchKind, string>> = {
  relayed: 'r',
  ping: 'p',
  health: 'h',
};
const kindsByLetter = new Map<string, BranchKind>(
  Object.entries(kindLetters).map(([kind, letter]) => [letter, kind as BranchKind]),
);

/** The flags: one bit each, and two for the credentials. */
const RPORT_OFFERED = 1;
const CREDENTIALS = 2;
const OUTSIDE = 8;
const TRUNK = 16;
const credentialsByNumber = ['none', 'passed', 'stripped'] as const;
const credentialNumbers = { none: 0, passed: 1, stripped: 2 } as const;

const TOKEN_PARAMETER = ';fe=';
const ID_LENGTH = 16;
const MAC_LENGTH = 16;

export interface ViaToken {
  readonly kind: BranchKind;
  /** 16 hex digits: the part of the branch that stands for the request. */
  readonly id: string;
  /** The socket that the request came to, as `address:port`, or '' when we made it. */
  readonly local: string;
  /** Where the answer goes: the source of the request, with the port that its sender listens on. */
  readonly remote: SocketAddress;
  readonly rportOffered: boolean;
  /** What became of the request's credentials: none, relayed, or held back. */
  readonly credentials: 'none' | 'passed' | 'stripped';
  /** The phone is not in a network of ours. */
  readonly isOutside: boolean;
  /** The request came from a trunk: what goes back to it is left as it is. */
  readonly isTrunk: boolean;
  /** The device that a request of Asterisk was sent to, or a ping that keeps its binding open; or ''. */
  readonly device: string;
}

/** What most tokens have in common. */
export const plainToken = {
  local: '',
  rportOffered: false,
  credentials: 'none',
  isOutside: false,
  isTrunk: false,
  device: '',
} as const;

/** Our Via value, and the part of it that an answer brings back unchanged. */
export interface FormattedVia {
  readonly value: string;
  readonly tokenText: string;
}

/**
 * Our Via value.
 *
 * @param sentBy `host:port` as the receiver shall see us
 * @param scope further text that the MAC covers; the answer must bring the same
 */
export function formatVia(
  hash: KeyedHash,
  sentBy: string,
  token: ViaToken,
  scope: string,
): FormattedVia {
  const { local, remote, device } = token;
  const end = device === '' ? '' : `~${device}`;
  const payload = `${readFlags(token)}~${toNameText(local)}~${toAddressText(remote.address)}~${remote.port}${end}`;
  const kind = kindLetters[token.kind];
  const tokenText = `${payload}~${hash.hex(`via ${kind}${token.id} ${payload} ${scope}`)}`;
  const value = `SIP/2.0/UDP ${sentBy};branch=${BRANCH_COOKIE}${kind}${token.id};rport${TOKEN_PARAMETER}${tokenText}`;
  return { value, tokenText };
}

function readFlags({ rportOffered, credentials, isOutside, isTrunk }: ViaToken): number {
  return (
    (rportOffered ? RPORT_OFFERED : 0) +
    credentialNumbers[credentials] * CREDENTIALS +
    (isOutside ? OUTSIDE : 0) +
    (isTrunk ? TRUNK : 0)
  );
}

/** Our Via as an answer brings it back, not verified yet. */
export interface OwnVia {
  readonly kind: BranchKind;
  readonly id: string;
  readonly tokenText: string;
}

/** Reads our Via; undefined when it is none of ours. Nothing in it is quoted, so it is cut as it is. */
export function viewOwnVia(text: string, via: ViaView): OwnVia | undefined {
  const tokenAt = text.indexOf(TOKEN_PARAMETER, via.parametersStart);
  if (tokenAt < 0 || tokenAt >= via.end) return undefined;
  const kindAt = via.branch.valueStart + BRANCH_COOKIE.length;
  const kind = kindsByLetter.get(text.charAt(kindAt));
  const id = text.slice(kindAt + 1, via.branch.end);
  if (kind === undefined || id.length !== ID_LENGTH) return undefined;
  const tokenStart = tokenAt + TOKEN_PARAMETER.length;
  const next = text.indexOf(';', tokenStart);
  const tokenEnd = next < 0 || next > via.end ? via.end : next;
  return { kind, id, tokenText: text.slice(tokenStart, tokenEnd) };
}

/** What the Via says, when its MAC is right for this scope; undefined otherwise. */
export function verifyVia(hash: KeyedHash, own: OwnVia, scope: string): ViaToken | undefined {
  const macAt = own.tokenText.length - MAC_LENGTH;
  const payload = own.tokenText.slice(0, Math.max(macAt - 1, 0));
  const mac = hash.hex(`via ${kindLetters[own.kind]}${own.id} ${payload} ${scope}`);
  return own.tokenText === `${payload}~${mac}` ? readPayload(own, payload) : undefined;
}

/** Only for a payload whose MAC was right, so its form is ours. */
function readPayload({ kind, id }: OwnVia, payload: string): ViaToken {
  const [flagText, local, address, port, device = ''] = payload.split('~') as [
    string,
    string,
    string,
    string,
    string?,
  ];
  const flags = Number(flagText);
  return {
    kind,
    id,
    local: fromTokenText(local),
    remote: { address: fromTokenText(address), port: Number(port) },
    rportOffered: (flags & RPORT_OFFERED) !== 0,
    credentials: credentialsByNumber[(flags >> 1) & 3] ?? 'none',
    isOutside: (flags & OUTSIDE) !== 0,
    isTrunk: (flags & TRUNK) !== 0,
    device,
  };
}
