// The peers of chan_sip by their list alone, which costs Asterisk next to nothing.

import { z } from 'zod';
import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { Ask } from './ask.ts';
import { describePlace, type PeerState } from './sip-peer.ts';

const entrySchema = z.object({
  objectname: z.string().min(1),
  dynamic: z.string().default(''),
  ipaddress: z.string().default(''),
  ipport: z.string().default(''),
  status: z.string().default(''),
});

type Entry = z.infer<typeof entrySchema>;

/**
 * By their list alone: settings are undefined, and of a contact only its place and status are known.
 *
 * @throws AppError when Asterisk cannot be asked, or refuses the list
 */
export async function listSipPeers(
  ask: Ask,
  onUnreadable: (name: string) => void,
): Promise<PeerState[]> {
  return await ask.list({ Action: 'SIPpeers' }, 'PeerEntry', 'PeerlistComplete', ({ headers }) => {
    const { data } = entrySchema.safeParse(Object.fromEntries(headers));
    if (data === undefined) onUnreadable('PeerEntry');
    return data && { endpoint: describeEntry(data), contact: describeEntryContact(data) };
  });
}

function describeEntry({ objectname: name, dynamic, ipaddress }: Entry): EndpointState {
  const isDynamic = dynamic !== 'no';
  return {
    name,
    driver: 'chan_sip',
    aors: [name],
    forceRport: undefined,
    rewriteContact: undefined,
    rtpSymmetric: undefined,
    directMedia: undefined,
    autoNat: [],
    aorStates: undefined,
    qualifyFrequency: undefined,
    // Not known: nobody is called open to strangers for it.
    hasAuth: true,
    insecure: '',
    host: isDynamic ? '' : ipaddress,
    isTrunk: !isDynamic,
  };
}

function describeEntryContact(entry: Entry): ContactState | undefined {
  // Asterisk's word for no address.
  if (entry.dynamic === 'no' || entry.ipaddress === '-none-' || entry.ipaddress === '')
    return undefined;
  return {
    ...describePlace(entry.objectname, `${entry.ipaddress}:${entry.ipport}`, entry.status),
    userAgent: '',
    expiresAt: 0,
  };
}
