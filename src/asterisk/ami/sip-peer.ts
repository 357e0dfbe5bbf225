// One peer of chan_sip as SIPshowpeer tells it: endpoint and contact in one.

import { z } from 'zod';
import { removePassword } from '../../sip/uri-password.ts';
import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiHeaders } from './ami-message.ts';
import type { Ask } from './ask.ts';

const flag = z
  .enum(['Y', 'N'])
  .optional()
  .catch(undefined)
  .transform((letter) => (letter === undefined ? undefined : letter === 'Y'));

/** Y and N as set; A and a: auto, which found a NAT or not. */
const natFlag = z.enum(['Y', 'N', 'A', 'a']).optional().catch(undefined);

const peerSchema = z.object({
  objectname: z.string().min(1),
  secretexist: flag,
  md5secretexist: flag,
  dynamic: flag,
  'sip-forcerport': natFlag,
  'sip-comedia': natFlag,
  'sip-directmedia': flag,
  'sip-authinsecure': z.string().default('no'),
  'address-ip': z.string().default(''),
  'address-port': z.string().default(''),
  'reg-contact': z.string().default(''),
  'sip-useragent': z.string().default(''),
  status: z.string().default(''),
  regexpire: z.string().default(''),
  qualifyfreq: z.string().default(''),
});

type Peer = z.infer<typeof peerSchema>;

/** What one peer is. */
export interface PeerState {
  readonly endpoint: EndpointState;
  /** Undefined while it is not registered, or when it never does. */
  readonly contact: ContactState | undefined;
}

/**
 * All that Asterisk tells of one peer; undefined where it has none of that name.
 *
 * @throws AppError AMI_UNREACHABLE
 */
export async function readSipPeer(
  ask: Ask,
  name: string,
  now: () => number,
  onUnreadable: (name: string) => void,
): Promise<PeerState | undefined> {
  const answer = await ask.sendOrNothing({ Action: 'SIPshowpeer', Peer: name });
  if (answer === undefined) return undefined;
  const peer = readPeer(answer.headers);
  if (peer === undefined) onUnreadable('SIPshowpeer');
  return peer && { endpoint: describeEndpoint(peer), contact: describeContact(peer, now()) };
}

function readPeer(headers: AmiHeaders): Peer | undefined {
  return peerSchema.safeParse(Object.fromEntries(headers)).data;
}

function describeEndpoint(peer: Peer): EndpointState {
  return {
    name: peer.objectname,
    driver: 'chan_sip',
    aors: [peer.objectname],
    forceRport: readNat(peer['sip-forcerport']),
    rewriteContact: undefined,
    rtpSymmetric: readNat(peer['sip-comedia']),
    directMedia: peer['sip-directmedia'],
    autoNat: [
      ...(isAuto(peer['sip-forcerport']) ? (['force_rport'] as const) : []),
      ...(isAuto(peer['sip-comedia']) ? (['comedia'] as const) : []),
    ],
    aorStates: undefined,
    qualifyFrequency: readQualify(peer),
    hasAuth: peer.secretexist === true || peer.md5secretexist === true,
    insecure: peer['sip-authinsecure'] === 'no' ? '' : peer['sip-authinsecure'],
    host: peer.dynamic === false ? peer['address-ip'] : '',
    // It never registers here, or its calls need no password.
    isTrunk: peer.dynamic === false || peer['sip-authinsecure'] !== 'no',
  };
}

type NatLetter = Peer['sip-forcerport'];

function readNat(letter: NatLetter): boolean | undefined {
  return letter === undefined ? undefined : letter === 'Y' || letter === 'A';
}

function isAuto(letter: NatLetter): boolean {
  return letter === 'A' || letter === 'a';
}

/** Asterisk tells an interval of peers, too, that it never asks. */
function readQualify({ status, qualifyfreq }: Peer): number | undefined {
  if (status === 'Unmonitored') return 0;
  const ms = Number(/^(\d+) ms/.exec(qualifyfreq)?.[1]);
  return Number.isFinite(ms) ? Math.round(ms / 1_000) : undefined;
}

function describeContact(peer: Peer, now: number): ContactState | undefined {
  const seconds = Number(/^(\d+) seconds/.exec(peer.regexpire)?.[1]);
  if (peer.dynamic !== true || !Number.isFinite(seconds)) return undefined;
  const place = describePlace(
    peer.objectname,
    `${peer['address-ip']}:${peer['address-port']}`,
    peer.status,
  );
  return {
    ...place,
    uri: peer['reg-contact'] === '' ? place.uri : removePassword(peer['reg-contact']),
    userAgent: peer['sip-useragent'],
    expiresAt: now + seconds * 1000,
  };
}

/** @param status `OK (12 ms)`, `Unmonitored` */
export function describePlace(
  name: string,
  address: string,
  status: string,
): Omit<ContactState, 'userAgent' | 'expiresAt'> {
  const [, word = '', ms] = /^(\w+)(?: \((\d+) ms\))?/.exec(status) ?? [];
  return {
    aor: name,
    endpoint: name,
    uri: `sip:${name}@${address}`,
    callId: '',
    viaAddress: '',
    status: peerStatuses[word] ?? 'unknown',
    roundTripUs: ms === undefined ? undefined : Number(ms) * 1000,
  };
}

const peerStatuses: Readonly<Record<string, ContactState['status']>> = {
  OK: 'reachable',
  LAGGED: 'reachable',
  UNREACHABLE: 'unreachable',
  Unmonitored: 'unqualified',
};
