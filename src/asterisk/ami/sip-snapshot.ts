// The state of chan_sip: a peer is endpoint and contact in one.

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

export interface SipState {
  readonly endpoints: readonly EndpointState[];
  readonly contacts: readonly ContactState[];
}

/** @throws AppError when Asterisk cannot be asked, or refuses the list */
export async function takeSipSnapshot(
  ask: Ask,
  now: () => number,
  onUnreadable: (name: string) => void,
): Promise<SipState> {
  const names = await ask.list(
    { Action: 'SIPpeers' },
    'PeerEntry',
    'PeerlistComplete',
    ({ headers }) => headers.get('objectname'),
  );
  const endpoints: EndpointState[] = [];
  const contacts: ContactState[] = [];
  for (const name of names) {
    const answer = await ask.sendOrNothing({ Action: 'SIPshowpeer', Peer: name });
    const peer = answer && readPeer(answer.headers);
    if (peer !== undefined) {
      endpoints.push(describeEndpoint(peer));
      contacts.push(...describeContact(peer, now()));
    } else if (answer !== undefined) onUnreadable('SIPshowpeer');
  }
  return { endpoints, contacts };
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

/** None for a peer that is not registered, or never does. */
function describeContact(peer: Peer, now: number): ContactState[] {
  const seconds = Number(/^(\d+) seconds/.exec(peer.regexpire)?.[1]);
  if (peer.dynamic !== true || !Number.isFinite(seconds)) return [];
  const [, word = '', ms] = /^(\w+)(?: \((\d+) ms\))?/.exec(peer.status) ?? [];
  const address = `${peer['address-ip']}:${peer['address-port']}`;
  return [
    {
      aor: peer.objectname,
      endpoint: peer.objectname,
      uri:
        peer['reg-contact'] === ''
          ? `sip:${peer.objectname}@${address}`
          : removePassword(peer['reg-contact']),
      callId: '',
      userAgent: peer['sip-useragent'],
      viaAddress: '',
      status: peerStatuses[word] ?? 'unknown',
      roundTripUs: ms === undefined ? undefined : Number(ms) * 1000,
      expiresAt: now + seconds * 1000,
    },
  ];
}

const peerStatuses: Readonly<Record<string, ContactState['status']>> = {
  OK: 'reachable',
  LAGGED: 'reachable',
  UNREACHABLE: 'unreachable',
  Unmonitored: 'unqualified',
};
