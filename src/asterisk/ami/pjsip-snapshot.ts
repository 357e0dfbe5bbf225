// The state of chan_pjsip: endpoints with their NAT settings, registered contacts.

import { z } from 'zod';
import { removePassword } from '../../sip/uri-password.ts';
import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiHeaders } from './ami-message.ts';
import type { Ask } from './ask.ts';
import type { Details } from './pjsip-details.ts';
import { listTrunkMarks, type TrunkMarks } from './pjsip-trunks.ts';

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

/** An endpoint without what PJSIPShowEndpoint tells of it. */
export type ListedEndpoint = Omit<EndpointState, Exclude<keyof Details, 'isTrunk'>>;

/** @throws AppError when Asterisk cannot be asked, or refuses the list */
export async function listPjsipEndpoints(
  ask: Ask,
  onUnreadable: (name: string) => void,
): Promise<ListedEndpoint[]> {
  const marks = await listTrunkMarks(ask);
  return await ask.list(
    { Action: 'PJSIPShowEndpoints' },
    'EndpointList',
    'EndpointListComplete',
    ({ headers }) => {
      const endpoint = readEndpoint(headers, marks);
      if (endpoint === undefined) onUnreadable('EndpointList');
      return endpoint;
    },
  );
}

/** @param details undefined: Asterisk has not told them */
export function addDetails(endpoint: ListedEndpoint, details: Details | undefined): EndpointState {
  return {
    ...endpoint,
    forceRport: details?.forceRport,
    rewriteContact: details?.rewriteContact,
    rtpSymmetric: details?.rtpSymmetric,
    directMedia: details?.directMedia,
    aorStates: details?.aorStates,
    isTrunk: endpoint.isTrunk || details?.isTrunk === true,
  };
}

/** Registered contacts; not those that stand in pjsip.conf. */
export async function listPjsipContacts(
  ask: Ask,
  onUnreadable: (name: string) => void,
): Promise<ContactState[]> {
  return await ask.list(
    { Action: 'PJSIPShowContacts' },
    'ContactList',
    'ContactListComplete',
    ({ headers }) => {
      const contact = readContact(headers);
      if (contact === undefined) onUnreadable('ContactList');
      return contact;
    },
  );
}

function readEndpoint(headers: AmiHeaders, marks: TrunkMarks): ListedEndpoint | undefined {
  const { data } = endpointSchema.safeParse(Object.fromEntries(headers));
  if (data === undefined) return undefined;
  const { objectname: name, aor: aors, auths, outboundauths } = data;
  return {
    name,
    driver: 'chan_pjsip',
    aors,
    autoNat: [],
    qualifyFrequency: undefined,
    hasAuth: auths.length > 0,
    insecure: '',
    host: '',
    isTrunk: outboundauths.some((auth) => marks.auths.has(auth)) || marks.endpoints.has(name),
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
