// The keys of farend.yaml that an installation writes, each with what it says to its reader, and when what
// stands there already is good enough.

import { formatAddressPort } from '../../base/ip-address.ts';
import type { ConfigWish, Way } from './config-wish.ts';

export interface ConfigEntry {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly comment: string;
  /** All that it may say here; what else stands above the key is the operator's. */
  readonly comments?: readonly string[];
  /** Absent: whatever is there stays. */
  readonly isGoodEnough?: (current: unknown) => boolean;
}

const LOOPBACK = '127.0.0.1';

const listenComments: Readonly<Record<Way, string>> = {
  watch: 'Nobody but this machine reaches it: no phone is moved ("farend init --way watch").',
  site: `Where phones find it. The first is for phones that have farend as outbound proxy. The second is for what
"farend divert on --from NETWORK" brings here: phones go on writing to Asterisk's own port.`,
  all: `Where phones find it. The first is for phones that have farend as outbound proxy. The second is for what
"farend divert on" brings here: phones go on writing to Asterisk's own port.`,
};

/** In the order of the file. */
export function listConfigEntries(wish: ConfigWish): ConfigEntry[] {
  return [
    ...listProxyEntries(wish),
    {
      path: ['asterisk', 'ami'],
      value: {
        host: wish.ami.host,
        port: wish.ami.port,
        username: wish.ami.username,
        secret: { file: wish.ami.secretFile },
      },
      comment: 'How farend asks Asterisk: AMI tells who registers, and why a registration fails.',
    },
    ...listAriEntry(wish),
    ...listOptionalEntries(wish),
    {
      path: ['state'],
      value: wish.state,
      comment: 'What survives a restart: registrations, records of phones, alerts.',
    },
    { path: ['run'], value: wish.run, comment: 'Unix sockets: "farend status" asks there.' },
  ];
}

function listProxyEntries(wish: ConfigWish): ConfigEntry[] {
  const { way, sip, localNetworks, publicAddress } = wish;
  return [
    {
      path: ['proxy', 'listen'],
      value: listAddresses(wish),
      comment: listenComments[way],
      comments: Object.values(listenComments),
      isGoodEnough: (current) => isListenFor(way, current),
    },
    {
      path: ['proxy', 'asteriskSide'],
      value: formatUrl(sip.address, wish.asteriskSidePort),
      comment: 'From where farend talks to Asterisk.',
    },
    {
      path: ['proxy', 'asterisk'],
      value: [formatUrl(sip.address, sip.port)],
      comment: 'Where Asterisk is.',
    },
    ...(localNetworks.length === 0
      ? []
      : [
          {
            path: ['proxy', 'localNetworks'],
            value: localNetworks,
            comment: 'Phones in these networks are reached directly, without NAT between.',
          },
        ]),
    ...(publicAddress === undefined || way === 'watch'
      ? []
      : [
          {
            path: ['proxy', 'mediaAddress'],
            value: publicAddress,
            comment:
              'Where phones outside send their voice, in the place of an address of this machine.',
          },
        ]),
  ];
}

function listAriEntry({ ari }: ConfigWish): ConfigEntry[] {
  if (ari === undefined) return [];
  const { url, username, passwordFile } = ari;
  return [
    {
      path: ['asterisk', 'ari'],
      value: { url, username, password: { file: passwordFile } },
      comment:
        'For the policy where endpoints are in a database, and for events to ARI applications.',
    },
  ];
}

function listOptionalEntries({ hep, sites, policyDirectory }: ConfigWish): ConfigEntry[] {
  return [
    ...(hep === undefined
      ? []
      : [
          {
            path: ['hep'],
            value: { listen: `udp://${hep}`, from: [LOOPBACK] },
            comment:
              'Asterisk mirrors its SIP here: farend sees phones that do not go through it, too.',
          },
        ]),
    ...(sites.length === 0
      ? []
      : [
          {
            path: ['sites'],
            value: sites,
            comment: 'Names for networks: alerts and "farend status" say where a phone is.',
            isGoodEnough: (current: unknown) => hasSites(current, sites),
          },
        ]),
    ...(policyDirectory === undefined
      ? []
      : [
          {
            path: ['policy'],
            value: { mode: 'report', write: policyDirectory },
            comment:
              'Settings of endpoints: "farend policy plan" says what differs from what is wanted here.',
          },
        ]),
  ];
}

function listAddresses(wish: ConfigWish): unknown[] {
  const { way, address, publicAddress, listenPort, divertedPort, sip } = wish;
  if (way === 'watch') return [formatUrl(LOOPBACK, listenPort)];
  const advertised = publicAddress === undefined ? {} : { advertise: publicAddress };
  const url = formatUrl(address, listenPort);
  return [
    publicAddress === undefined ? url : { url, ...advertised },
    { url: formatUrl(address, divertedPort), ...advertised, divertedFrom: sip.port },
  ];
}

/** Ports may be the operator's own; whether anybody else reaches it is what the way says. */
export function isListenFor(way: Way, current: unknown): boolean {
  if (!Array.isArray(current)) return false;
  const urls = current.map((each) => (typeof each === 'string' ? each : String(each?.url)));
  const isHidden = urls.every((url) => url.includes(`//${LOOPBACK}`) || url.includes('//[::1]'));
  if (way === 'watch') return isHidden;
  return !isHidden && current.some((each) => typeof each === 'object' && 'divertedFrom' in each);
}

function hasSites(current: unknown, sites: ConfigWish['sites']): boolean {
  if (!Array.isArray(current)) return false;
  const names = new Set(current.map((each) => each?.name));
  return sites.every(({ name }) => names.has(name));
}

function formatUrl(address: string, port: number): string {
  return `udp://${formatAddressPort(address, port)}`;
}
