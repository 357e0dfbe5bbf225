// An AMI event → AsteriskEvent. What is not in the table is none of our business; what is, and does
// not pass its schema, is counted by its name.

import { z } from 'zod';
import { removePassword } from '../../sip/uri-password.ts';
import type {
  AsteriskEvent,
  AuthenticationEvent,
  ContactEvent,
  PeerEvent,
} from '../asterisk-event.ts';
import { contactStatuses, peerStatuses } from '../status-words.ts';
import type { AmiMessage } from './ami-message.ts';

type Driver = AuthenticationEvent['driver'];
type Outcome = AuthenticationEvent['outcome'];
/** What the event itself does not say. */
type Untold<Event> = Omit<Event, 'asterisk' | 'time'>;

/** `ignored`: of no interest here; `unreadable`: not as Asterisk should have written it. */
export type Translation = Untold<AsteriskEvent> | 'ignored' | 'unreadable';

const roundTripUs = z
  .string()
  .optional()
  .transform((text) => (/^\d+$/.test(text ?? '') ? Number(text) : undefined));

const contactSchema = z.object({
  uri: z.string().min(1),
  contactstatus: z.enum(Object.keys(contactStatuses) as (keyof typeof contactStatuses)[]),
  aor: z.string().min(1),
  endpointname: z.string().default(''),
  roundtripusec: roundTripUs,
});

/** Other channel drivers report their peers too. */
const peerDrivers: Readonly<Record<string, Driver>> = { PJSIP: 'chan_pjsip', SIP: 'chan_sip' };

const peerSchema = z.object({
  channeltype: z.enum(['PJSIP', 'SIP']),
  peer: z.string().regex(/^[^/]+\/./),
  peerstatus: z.enum(Object.keys(peerStatuses) as (keyof typeof peerStatuses)[]),
  cause: z.string().default(''),
  address: z.string().optional(),
});

const outcomes: Readonly<Record<string, Outcome>> = {
  ChallengeSent: 'challenged',
  SuccessfulAuth: 'succeeded',
  ChallengeResponseFailed: 'failed',
  InvalidPassword: 'failed',
  InvalidAccountID: 'unknown-account',
  FailedACL: 'acl-refused',
  RequestNotAllowed: 'request-refused',
  RequestNotSupported: 'request-refused',
  RequestBadFormat: 'request-refused',
  AuthMethodNotAllowed: 'request-refused',
  UnexpectedAddress: 'request-refused',
  InvalidTransport: 'request-refused',
  SessionLimit: 'request-refused',
  MemoryLimit: 'request-refused',
  LoadAverageLimit: 'request-refused',
};

const securitySchema = z.object({
  accountid: z.string().default(''),
  sessionid: z.string().min(1),
  challenge: z.string().optional(),
  aclname: z.string().default(''),
  requesttype: z.string().default(''),
  responsetag: z.string().optional(),
});

export function translateEvent({ event, headers }: AmiMessage): Translation {
  const fields = Object.fromEntries(headers);
  if (event === 'ContactStatus') return translateContact(fields);
  if (event === 'PeerStatus') {
    return peerDrivers[fields.channeltype ?? ''] === undefined ? 'ignored' : translatePeer(fields);
  }
  const outcome = outcomes[event];
  // A login to AMI or ARI is a SuccessfulAuth too.
  const driver = peerDrivers[fields.service ?? ''];
  if (outcome === undefined || driver === undefined) return 'ignored';
  return translateSecurity(event, outcome, driver, fields);
}

function translateContact(fields: unknown): Untold<ContactEvent> | 'unreadable' {
  const { data } = contactSchema.safeParse(fields);
  if (data === undefined) return 'unreadable';
  return {
    kind: 'contact',
    endpoint: data.endpointname,
    aor: data.aor,
    uri: removePassword(data.uri),
    status: contactStatuses[data.contactstatus],
    // A contact that nobody asks has 0.
    roundTripUs: data.contactstatus === 'Reachable' ? data.roundtripusec : undefined,
  };
}

function translatePeer(fields: unknown): Untold<PeerEvent> | 'unreadable' {
  const { data } = peerSchema.safeParse(fields);
  if (data === undefined) return 'unreadable';
  return {
    kind: 'peer',
    endpoint: data.peer.slice(data.peer.indexOf('/') + 1),
    driver: data.channeltype === 'SIP' ? 'chan_sip' : 'chan_pjsip',
    status: peerStatuses[data.peerstatus],
    cause: data.cause,
    address: data.address,
  };
}

function translateSecurity(
  event: string,
  outcome: Outcome,
  driver: Driver,
  fields: unknown,
): Untold<AuthenticationEvent> | 'unreadable' {
  const { data } = securitySchema.safeParse(fields);
  if (data === undefined) return 'unreadable';
  // chan_pjsip does not tell the name of an account that it does not have.
  const isUnknown = data.accountid === '<unknown>';
  const isPjsip = driver === 'chan_pjsip';
  // The registrar of chan_pjsip calls each of its own refusals one of an ACL: max_contacts, no AOR.
  const isOfRegistrar = data.aclname.startsWith('registrar_');
  return {
    kind: 'authentication',
    driver,
    outcome: pickOutcome(outcome, isUnknown, isOfRegistrar),
    account: isUnknown ? '' : readAccount(data.accountid),
    callId: isPjsip ? data.sessionid : undefined,
    // chan_pjsip leaves it empty in ChallengeSent; its join is the Call-ID.
    nonce: isPjsip ? undefined : data.challenge,
    responseTag: data.responsetag,
    reason: readReason(event, outcome, data),
  };
}

function pickOutcome(outcome: Outcome, isUnknown: boolean, isOfRegistrar: boolean): Outcome {
  if (outcome === 'failed' && isUnknown) return 'unknown-account';
  return outcome === 'acl-refused' && isOfRegistrar ? 'request-refused' : outcome;
}

/** chan_sip tells the whole URI when it challenges an INVITE. */
function readAccount(account: string): string {
  return /^sips?:([^@;:]+)(?::[^@]*)?@/.exec(account)?.[1] ?? account;
}

function readReason(
  event: string,
  outcome: Outcome,
  { aclname, requesttype }: z.infer<typeof securitySchema>,
): string {
  if (event === 'FailedACL') return aclname;
  if (outcome !== 'request-refused') return '';
  return requesttype === '' ? event : `${event} ${requesttype}`;
}
