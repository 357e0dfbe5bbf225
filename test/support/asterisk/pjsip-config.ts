// `pjsip.conf`: one endpoint after another, then the trunks.

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

const TRANSPORT = 'transport-udp';

const MEDIA = { transport: TRANSPORT, disallow: 'all', allow: 'ulaw,alaw' };

export function formatPjsipConfig(options: AsteriskOptions, sipPort: number): string {
  const { trunks = [], endpointIdentifierOrder: order } = options;
  const global = formatSection('global', {
    type: 'global',
    user_agent: 'Asterisk in the lab',
    ...(order !== undefined && { endpoint_identifier_order: order }),
  });
  const transport = formatSection(TRANSPORT, {
    type: 'transport',
    protocol: 'udp',
    bind: `${options.sipBind ?? options.address}:${sipPort}`,
  });
  const endpoints = options.endpoints.map(formatEndpoint);
  return [global, transport, ...endpoints, ...trunks.map(formatTrunk)].join('\n');
}

function formatEndpoint(endpoint: EndpointOptions): string {
  const { name, mediaAddress } = endpoint;
  const hasAuth = endpoint.auth !== false;
  const values = {
    type: 'endpoint',
    context: endpoint.context ?? PHONE_CONTEXT,
    ...MEDIA,
    direct_media: formatBoolean(endpoint.directMedia),
    force_rport: formatBoolean(endpoint.forceRport),
    rewrite_contact: formatBoolean(endpoint.rewriteContact),
    rtp_symmetric: formatBoolean(endpoint.rtpSymmetric),
    message_context: MESSAGE_CONTEXT,
    aors: name,
    ...(hasAuth && { auth: name }),
    ...(mediaAddress !== undefined && { media_address: mediaAddress }),
  };
  const aor = formatSection(name, {
    type: 'aor',
    max_contacts: String(endpoint.maxContacts ?? 5),
    remove_existing: formatBoolean(endpoint.removeExisting),
    support_path: formatBoolean(endpoint.supportPath),
    qualify_frequency: String(endpoint.qualifyFrequency ?? 0),
    qualify_timeout: '1.0',
    minimum_expiration: String(MINIMUM_EXPIRATION_S),
    default_expiration: '120',
    mailboxes: formatMailbox(endpoint),
  });
  const auth = formatAuth(name, name, endpoint.password ?? formatDefaultPassword(name));
  return [formatSection(name, values, endpoint.lines), aor, ...(hasAuth ? [auth] : [])].join('\n');
}

function formatTrunk(trunk: TrunkOptions): string {
  const { name, host, matchHeader, registration } = trunk;
  const uri = `sip:${host}`;
  const credentials = registration && { outbound_auth: name };
  const match = trunk.match ?? (matchHeader === undefined ? [host.replace(/:\d+$/, '')] : []);
  const sections = [
    formatSection(
      name,
      {
        type: 'endpoint',
        context: TRUNK_CONTEXT,
        ...MEDIA,
        direct_media: 'no',
        aors: name,
        ...credentials,
      },
      trunk.lines,
    ),
    formatSection(name, { type: 'aor', contact: uri }),
    formatSection(name, {
      type: 'identify',
      endpoint: name,
      ...(match.length > 0 && { match: match.join(',') }),
      ...(matchHeader !== undefined && { match_header: matchHeader }),
    }),
  ];
  if (registration !== undefined) {
    const { username, password } = registration;
    sections.push(
      formatAuth(name, username, password),
      formatSection(name, {
        type: 'registration',
        transport: TRANSPORT,
        server_uri: uri,
        client_uri: `sip:${username}@${host}`,
        contact_user: username,
        outbound_auth: name,
        retry_interval: '1',
      }),
    );
  }
  return sections.join('\n');
}

function formatAuth(name: string, username: string, password: string): string {
  return formatSection(name, { type: 'auth', auth_type: 'userpass', username, password });
}
