// `sip.conf` of chan_sip: one peer after another, then the trunks.

import {
  type AsteriskOptions,
  type EndpointOptions,
  formatDefaultPassword,
  formatMailbox,
  MINIMUM_EXPIRATION_S,
  type TrunkOptions,
} from './asterisk-options.ts';
import { formatBoolean, formatSection } from './config-section.ts';
import { MESSAGE_CONTEXT, PHONE_CONTEXT, TRUNK_CONTEXT } from './dialplan.ts';

const MEDIA = { disallow: 'all', allow: 'ulaw,alaw' };

export function formatSipConfig(options: AsteriskOptions, sipPort: number): string {
  const { trunks = [], endpoints } = options;
  const registrations = trunks.flatMap(({ host, registration }) =>
    registration === undefined
      ? []
      : [`register => ${registration.username}:${registration.password}@${host}/trunk`],
  );
  const general = formatSection(
    'general',
    {
      context: PHONE_CONTEXT,
      udpbindaddr: `${options.address}:${sipPort}`,
      allowguest: 'no',
      alwaysauthreject: 'yes',
      callevents: 'yes',
      nat: 'no',
      minexpiry: String(MINIMUM_EXPIRATION_S),
      defaultexpiry: '120',
      srvlookup: 'no',
      allowsubscribe: 'yes',
      subscribecontext: PHONE_CONTEXT,
      notifyringing: 'yes',
      callcounter: 'yes',
      allowtransfer: 'yes',
      accept_outofcall_message: 'yes',
      outofcall_message_context: MESSAGE_CONTEXT,
      auth_message_requests: 'yes',
      registertimeout: '1',
    },
    registrations,
  );
  return [general, ...endpoints.map(formatPeer), ...trunks.map(formatTrunk)].join('\n');
}

function formatPeer(endpoint: EndpointOptions): string {
  const frequency = endpoint.qualifyFrequency ?? 0;
  const values = {
    type: 'friend',
    host: 'dynamic',
    context: endpoint.context ?? PHONE_CONTEXT,
    ...MEDIA,
    directmedia: formatBoolean(endpoint.directMedia),
    nat: endpoint.nat ?? 'no',
    supportpath: formatBoolean(endpoint.supportPath),
    mailbox: formatMailbox(endpoint),
    subscribemwi: 'yes',
    qualify: formatBoolean(frequency > 0),
    ...(frequency > 0 && { qualifyfreq: String(frequency) }),
    ...(endpoint.auth !== false && {
      secret: endpoint.password ?? formatDefaultPassword(endpoint.name),
    }),
  };
  return formatSection(endpoint.name, values, endpoint.lines);
}

function formatTrunk({ name, host, registration, lines }: TrunkOptions): string {
  const [address = '', port = '5060'] = host.split(':');
  const credentials = registration && {
    defaultuser: registration.username,
    remotesecret: registration.password,
  };
  const values = {
    type: 'peer',
    host: address,
    port,
    context: TRUNK_CONTEXT,
    insecure: 'port,invite',
    directmedia: 'no',
    ...MEDIA,
    ...credentials,
  };
  return formatSection(name, values, lines);
}
