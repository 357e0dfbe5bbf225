// The configuration of the two channel drivers, one endpoint after another.

import {
  type AsteriskOptions,
  type EndpointOptions,
  formatDefaultPassword,
} from './asterisk-options.ts';

/** Short enough to see a registration expire in a test. */
const MINIMUM_EXPIRATION_S = 5;

/** `pjsip.conf`. */
export function formatPjsipConfig(options: AsteriskOptions, sipPort: number): string {
  const global = formatSection('global', { type: 'global', user_agent: 'Asterisk in the lab' });
  const transport = formatSection('transport-udp', {
    type: 'transport',
    protocol: 'udp',
    bind: `${options.address}:${sipPort}`,
  });
  return [global, transport, ...options.endpoints.map(formatPjsipEndpoint)].join('\n');
}

function formatPjsipEndpoint(endpoint: EndpointOptions): string {
  const { name } = endpoint;
  const hasAuth = endpoint.auth !== false;
  const sections = [
    formatSection(name, {
      type: 'endpoint',
      transport: 'transport-udp',
      context: 'phones',
      disallow: 'all',
      allow: 'ulaw,alaw',
      direct_media: 'no',
      force_rport: formatBoolean(endpoint.forceRport),
      rewrite_contact: formatBoolean(endpoint.rewriteContact),
      rtp_symmetric: formatBoolean(endpoint.rtpSymmetric),
      aors: name,
      ...(hasAuth && { auth: name }),
    }),
    formatSection(name, {
      type: 'aor',
      max_contacts: String(endpoint.maxContacts ?? 5),
      remove_existing: formatBoolean(endpoint.removeExisting),
      support_path: formatBoolean(endpoint.supportPath),
      qualify_frequency: String(endpoint.qualifyFrequency ?? 0),
      qualify_timeout: '1.0',
      minimum_expiration: String(MINIMUM_EXPIRATION_S),
      default_expiration: '120',
    }),
  ];
  if (hasAuth) {
    sections.push(
      formatSection(name, {
        type: 'auth',
        auth_type: 'userpass',
        username: name,
        password: endpoint.password ?? formatDefaultPassword(name),
      }),
    );
  }
  return sections.join('\n');
}

/** `sip.conf`. */
export function formatSipConfig(options: AsteriskOptions, sipPort: number): string {
  const general = formatSection('general', {
    context: 'phones',
    udpbindaddr: `${options.address}:${sipPort}`,
    allowguest: 'no',
    alwaysauthreject: 'yes',
    callevents: 'yes',
    nat: 'no',
    minexpiry: String(MINIMUM_EXPIRATION_S),
    defaultexpiry: '120',
    srvlookup: 'no',
  });
  return [general, ...options.endpoints.map(formatPeer)].join('\n');
}

function formatPeer(endpoint: EndpointOptions): string {
  const frequency = endpoint.qualifyFrequency ?? 0;
  return formatSection(endpoint.name, {
    type: 'friend',
    host: 'dynamic',
    context: 'phones',
    disallow: 'all',
    allow: 'ulaw,alaw',
    directmedia: 'no',
    nat: endpoint.nat ?? 'no',
    supportpath: formatBoolean(endpoint.supportPath),
    qualify: formatBoolean(frequency > 0),
    ...(frequency > 0 && { qualifyfreq: String(frequency) }),
    ...(endpoint.auth !== false && {
      secret: endpoint.password ?? formatDefaultPassword(endpoint.name),
    }),
  });
}

/** One section of an Asterisk configuration file. */
export function formatSection(name: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}\n`);
  return `[${name}]\n${lines.join('')}`;
}

function formatBoolean(value: boolean | undefined): string {
  return value === true ? 'yes' : 'no';
}
