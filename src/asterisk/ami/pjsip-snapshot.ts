// The state of chan_pjsip: endpoints with their NAT settings, registered contacts. The settings are
// told for one endpoint at a time; one question is open at a time, so that Asterisk has time for calls.

import { z } from 'zod';
import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiHeaders, AmiMessage } from './ami-message.ts';
import type { Ask } from './ask.ts';
import { listTrunkAuths } from './pjsip-trunks.ts';

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

/** @throws AppError when Asterisk cannot be asked, or refuses a list */
export async function listPjsipEndpoints(
  ask: Ask,
  onUnreadable: (name: string) => void,
): Promise<EndpointState[]> {
  const listed = await ask.list(
    { Action: 'PJSIPShowEndpoints' },
    'EndpointList',
    'EndpointListComplete',
  );
  const trunkAuths = await listTrunkAuths(ask);
  const endpoints: EndpointState[] = [];
  for (const { headers } of listed) {
    const { data } = endpointSchema.safeParse(Object.fromEntries(headers));
    if (data === undefined) onUnreadable('EndpointList');
    else {
      const details = await readDetails(ask, data.objectname);
      const isTrunk =
        details.some(({ event }) => event === 'IdentifyDetail') ||
        data.outboundauths.some((auth) => trunkAuths.auths.has(auth)) ||
        trunkAuths.endpoints.has(data.objectname);
      endpoints.push({
        name: data.objectname,
        driver: 'chan_pjsip',
        aors: data.aor,
        ...readSettings(details),
        hasAuth: data.auths.length > 0,
        isTrunk,
      });
    }
  }
  return endpoints;
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

/** Nothing for an endpoint that has gone since it was listed. */
async function readDetails(ask: Ask, name: string): Promise<AmiMessage[]> {
  const action = { Action: 'PJSIPShowEndpoint', Endpoint: name };
  return await ask.listOrNothing(action, DETAILS, 'EndpointDetailComplete');
}

type Settings = Pick<
  EndpointState,
  'forceRport' | 'rewriteContact' | 'rtpSymmetric' | 'directMedia'
>;

function readSettings(details: readonly AmiMessage[]): Settings {
  const detail = details.find(({ event }) => event === 'EndpointDetail');
  const fields = settingsSchema.parse(Object.fromEntries(detail?.headers ?? []));
  return {
    forceRport: fields.forcerport,
    rewriteContact: fields.rewritecontact,
    rtpSymmetric: fields.rtpsymmetric,
    directMedia: fields.directmedia,
  };
}

function readContact(headers: AmiHeaders): ContactState | undefined {
  const { data } = contactSchema.safeParse(Object.fromEntries(headers));
  return (
    data && {
      // The object is `AOR;@HASH`.
      aor: data.objectname.replace(/[;@]@[0-9a-f]+$/, ''),
      endpoint: data.endpoint,
      uri: data.uri,
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
