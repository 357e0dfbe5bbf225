// The state of chan_pjsip: endpoints with their NAT settings, registered contacts.

import { z } from 'zod';
import { removePassword } from '../../sip/uri-password.ts';
import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiHeaders, AmiMessage } from './ami-message.ts';
import type { Ask } from './ask.ts';
import { listTrunkMarks } from './pjsip-trunks.ts';

/** All of PJSIPShowEndpoint that is looked at; its AuthDetail has the password in clear. */
const DETAILS = ['EndpointDetail', 'IdentifyDetail'];

const names = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((name) => name !== ''));

const endpointSchema = z.object({
  objectname: z.string().min(1),
  aor: names,
  auths: names,
  outboundauths: names,
});

const flag = z
  .enum(['true', 'false', 'yes', 'no'])
  .optional()
  .catch(undefined)
  .transform((text) => (text === undefined ? undefined : text === 'true' || text === 'yes'));

const settingsSchema = z.object({
  forcerport: flag,
  rewritecontact: flag,
  rtpsymmetric: flag,
  directmedia: flag,
});

const contactStatuses: Readonly<Record<string, ContactState['status']>> = {
  Reachable: 'reachable',
  Unreachable: 'unreachable',
  NonQualified: 'unqualified',
};

const contactSchema = z.object({
  objectname: z.string().min(1),
  uri: z.string().min(1),
  endpoint: z.string().default(''),
  callid: z.string().default(''),
  useragent: z.string().default(''),
  viaaddr: z.string().default(''),
  viaport: z.string().default(''),
  status: z.string().default(''),
  roundtripusec: z.string().default(''),
  expirationtime: z.coerce.number().int().min(0).catch(0),
});

/** What Asterisk tells of one endpoint at a time. */
type Details = Pick<
  EndpointState,
  'forceRport' | 'rewriteContact' | 'rtpSymmetric' | 'directMedia' | 'isTrunk'
>;

/** By endpoint, as they were read last: a large system is told with these before it is read again. */
export type KnownDetails = Map<string, Details>;

/**
 * Endpoints with the details that are known, if any.
 *
 * @throws AppError when Asterisk cannot be asked, or refuses the list
 */
export async function listPjsipEndpoints(
  ask: Ask,
  known: KnownDetails,
  onUnreadable: (name: string) => void,
): Promise<EndpointState[]> {
  const listed = await ask.list(
    { Action: 'PJSIPShowEndpoints' },
    'EndpointList',
    'EndpointListComplete',
  );
  const marks = await listTrunkMarks(ask);
  return listed.flatMap(({ headers }) => {
    const { data } = endpointSchema.safeParse(Object.fromEntries(headers));
    if (data === undefined) {
      onUnreadable('EndpointList');
      return [];
    }
    const { objectname: name, aor: aors, auths, outboundauths } = data;
    const details = known.get(name);
    const isMarked =
      outboundauths.some((auth) => marks.auths.has(auth)) || marks.endpoints.has(name);
    return {
      name,
      driver: 'chan_pjsip',
      aors,
      forceRport: details?.forceRport,
      rewriteContact: details?.rewriteContact,
      rtpSymmetric: details?.rtpSymmetric,
      directMedia: details?.directMedia,
      hasAuth: auths.length > 0,
      isTrunk: isMarked || details?.isTrunk === true,
    };
  });
}

/** The same endpoints with their details as they are now; one question is open at a time. */
export async function readPjsipDetails(
  ask: Ask,
  known: KnownDetails,
  endpoints: readonly EndpointState[],
): Promise<EndpointState[]> {
  const detailed: EndpointState[] = [];
  for (const endpoint of endpoints) {
    const action = { Action: 'PJSIPShowEndpoint', Endpoint: endpoint.name };
    // Nothing for an endpoint that has gone since it was listed.
    const messages = await ask.listOrNothing(action, DETAILS, 'EndpointDetailComplete');
    detailed.push({ ...endpoint, ...readDetails(messages, endpoint.isTrunk) });
  }
  known.clear();
  for (const endpoint of detailed) known.set(endpoint.name, endpoint);
  return detailed;
}

/** Registered contacts; not those that stand in pjsip.conf. */
export async function listPjsipContacts(
  ask: Ask,
  onUnreadable: (name: string) => void,
): Promise<ContactState[]> {
  const listed = await ask.list(
    { Action: 'PJSIPShowContacts' },
    'ContactList',
    'ContactListComplete',
  );
  return listed.flatMap(({ headers }) => {
    const contact = readContact(headers);
    if (contact === undefined) onUnreadable('ContactList');
    return contact ?? [];
  });
}

function readDetails(messages: readonly AmiMessage[], isMarked: boolean): Details {
  const detail = messages.find(({ event }) => event === 'EndpointDetail');
  const fields = settingsSchema.parse(Object.fromEntries(detail?.headers ?? []));
  return {
    forceRport: fields.forcerport,
    rewriteContact: fields.rewritecontact,
    rtpSymmetric: fields.rtpsymmetric,
    directMedia: fields.directmedia,
    isTrunk: isMarked || messages.some(({ event }) => event === 'IdentifyDetail'),
  };
}

function readContact(headers: AmiHeaders): ContactState | undefined {
  const { data } = contactSchema.safeParse(Object.fromEntries(headers));
  return (
    data && {
      // The object is `AOR;@HASH`.
      aor: data.objectname.replace(/[;@]@[0-9a-f]+$/, ''),
      endpoint: data.endpoint,
      uri: removePassword(data.uri),
      callId: data.callid,
      userAgent: data.useragent,
      viaAddress: formatSentBy(data.viaaddr, data.viaport),
      status: contactStatuses[data.status] ?? 'unknown',
      roundTripUs:
        data.status === 'Reachable' && /^\d+$/.test(data.roundtripusec)
          ? Number(data.roundtripusec)
          : undefined,
      expiresAt: data.expirationtime * 1000,
    }
  );
}

function formatSentBy(address: string, port: string): string {
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return host === '' || port === '' || port === '0' ? host : `${host}:${port}`;
}
