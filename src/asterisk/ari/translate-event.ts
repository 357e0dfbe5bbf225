// An ARI event → AsteriskEvent. ARI tells less than AMI: no Call-ID, no refresh, no failure.

import { z } from 'zod';
import { removePassword } from '../../sip/uri-password.ts';
import type { AsteriskEvent, ContactEvent, PeerEvent } from '../asterisk-event.ts';
import { contactStatuses, peerStatuses } from '../status-words.ts';

/** `ignored`: of no interest here; `unreadable`: not as Asterisk should have written it. */
export type Translation = Omit<AsteriskEvent, 'asterisk' | 'time'> | 'ignored' | 'unreadable';

const endpoint = z.object({ technology: z.string(), resource: z.string().min(1) });

const contactSchema = z.object({
  endpoint,
  contact_info: z.object({
    uri: z.string().min(1),
    contact_status: z.enum(Object.keys(contactStatuses) as (keyof typeof contactStatuses)[]),
    aor: z.string().min(1),
    /** Microseconds in digits; that of a contact that nobody asks is 0. */
    roundtrip_usec: z.string().regex(/^\d+$/).optional(),
  }),
});

/** Other channel drivers report their peers too. */
const drivers = { PJSIP: 'chan_pjsip', SIP: 'chan_sip' } as const;

const peerSchema = z.object({
  endpoint: endpoint.extend({
    technology: z.enum(Object.keys(drivers) as (keyof typeof drivers)[]),
  }),
  peer: z.object({
    peer_status: z.enum(Object.keys(peerStatuses) as (keyof typeof peerStatuses)[]),
    cause: z.string().default(''),
    address: z.string().optional(),
    port: z.string().optional(),
  }),
});

const otherDriverSchema = z
  .object({ endpoint })
  .refine((event) => !Object.hasOwn(drivers, event.endpoint.technology));

export function translateEvent(event: Readonly<Record<string, unknown>>): Translation {
  if (event.type === 'ContactStatusChange') return translateContact(event);
  if (event.type !== 'PeerStatusChange' || otherDriverSchema.safeParse(event).success)
    return 'ignored';
  return translatePeer(event);
}

function translateContact(event: unknown): Omit<ContactEvent, 'asterisk' | 'time'> | 'unreadable' {
  const { data } = contactSchema.safeParse(event);
  if (data === undefined) return 'unreadable';
  const { uri, aor, contact_status: status, roundtrip_usec: roundTrip } = data.contact_info;
  return {
    kind: 'contact',
    endpoint: data.endpoint.resource,
    aor,
    uri: removePassword(uri),
    status: contactStatuses[status],
    roundTripUs: status === 'Reachable' && roundTrip !== undefined ? Number(roundTrip) : undefined,
  };
}

function translatePeer(event: unknown): Omit<PeerEvent, 'asterisk' | 'time'> | 'unreadable' {
  const { data } = peerSchema.safeParse(event);
  if (data === undefined) return 'unreadable';
  const { peer_status: status, cause, address, port } = data.peer;
  return {
    kind: 'peer',
    endpoint: data.endpoint.resource,
    driver: drivers[data.endpoint.technology],
    status: peerStatuses[status],
    cause,
    address:
      address === undefined || address === '' ? undefined : `${address}${port ? `:${port}` : ''}`,
  };
}
