// The section `proxy`: the sockets of both sides, the networks it treats apart, how it registers.

import { z } from 'zod';
import { isIpv6 } from '../base/ip-address.ts';
import { Complaint, quote } from './complaint.ts';
import type { AdvertisedAddress, Exemption, ListenAddress } from './farend-config.ts';
import { parseHostPort } from './host-port.ts';
import {
  duration,
  ipAddress,
  network,
  networks,
  port,
  scalar,
  schemaNotes,
  text,
  transportUrl,
  word,
} from './scalar-schema.ts';
import { isWildcard } from './transport-url.ts';

/** RFC 3261 §19.1.2: the port of SIP where none is written. */
const SIP_PORT = 5060;
/** Beside the usual one, so that farend and Asterisk fit on one machine. */
export const ASTERISK_SIDE_PORT = 5062;

export const listenUrl = transportUrl('udp://0.0.0.0:5060', {
  defaultPort: SIP_PORT,
  wildcard: true,
});
export const asteriskUrl = transportUrl('udp://192.0.2.10:5080', {
  defaultPort: SIP_PORT,
  wildcard: false,
});
export const asteriskSideUrl = transportUrl('udp://192.0.2.10:5062', {
  defaultPort: ASTERISK_SIDE_PORT,
  wildcard: false,
});

const listenSection = z
  .strictObject({
    url: listenUrl,
    advertise: scalar(parseAdvertised, { example: '203.0.113.10' }).exactOptional(),
    divertedFrom: port.exactOptional(),
  })
  .transform(({ url, advertise, ...diverted }, context): ListenAddress => {
    const address = { ...url, ...diverted };
    if (advertise === undefined) return address;
    const isMixed = advertise.isAddress && isIpv6(advertise.host) !== isIpv6(url.address);
    if (!isMixed) return { ...address, advertise: toAdvertised(advertise) };
    context.addIssue({
      code: 'custom',
      message: 'is of another IP version than url',
      path: ['advertise'],
      params: { cure: 'write an address of the same version' },
    });
    return z.NEVER;
  });

function parseAdvertised(value: string): ReturnType<typeof parseHostPort> {
  const parsed = parseHostPort(value.replace(/^udp:\/\//i, ''));
  if (parsed instanceof Complaint || !isWildcard(parsed.host)) return parsed;
  return new Complaint(
    `${quote(value)} stands for every address`,
    'write the one that phones outside see',
  );
}

function toAdvertised(parsed: { host: string; port?: number }): AdvertisedAddress {
  return parsed.port === undefined
    ? { host: parsed.host }
    : { host: parsed.host, port: parsed.port };
}

const exemption = z
  .strictObject({
    userAgent: text("'Aastra*'").exactOptional(),
    network: network.exactOptional(),
    endpoint: text("'30*'").exactOptional(),
  })
  .transform((entry, context): Exemption => {
    const { userAgent, network: exempted, endpoint } = entry;
    if (Object.keys(entry).length === 1) {
      if (userAgent !== undefined) return { userAgent };
      if (exempted !== undefined) return { network: exempted };
      if (endpoint !== undefined) return { endpoint };
    }
    context.addIssue({
      code: 'custom',
      message: 'needs exactly one of userAgent, network and endpoint',
      params: { cure: 'make an entry of its own for each' },
    });
    return z.NEVER;
  })
  .register(schemaNotes, { example: "{ userAgent: 'Aastra*' }" });

/** Routers forget a silent binding after 30 s, seldom after less; none keeps one for five minutes. */
const SHORTEST_KEEP_ALIVE_MS = 5_000;
const LONGEST_KEEP_ALIVE_MS = 240_000;

const keepAliveSection = z
  .strictObject({
    method: word(['options', 'crlf', 'none']).prefault('options'),
    interval: duration('25s', SHORTEST_KEEP_ALIVE_MS, LONGEST_KEEP_ALIVE_MS).prefault('25s'),
  })
  .transform(({ method, interval }) => ({ method, intervalMs: interval }))
  .register(schemaNotes, { example: '{ method: options, interval: 25s }' });

export const proxySchema = z
  .strictObject({
    listen: z
      .array(
        z
          .union([listenUrl, listenSection])
          .register(schemaNotes, { example: 'udp://0.0.0.0:5060' }),
      )
      .min(1)
      .register(schemaNotes, { example: "['udp://0.0.0.0:5060']" }),
    asteriskSide: asteriskSideUrl.exactOptional(),
    asterisk: z
      .array(asteriskUrl)
      .min(1)
      .register(schemaNotes, { example: "['udp://192.0.2.10:5080']" }),
    localNetworks: networks.prefault([]),
    trustedProxies: networks.prefault([]),
    trunks: networks.prefault([]),
    mediaAddress: ipAddress.exactOptional(),
    mediaFrom: networks.exactOptional(),
    registration: word(['contact', 'path']).prefault('contact'),
    forceRport: word(['always', 'behind-nat']).prefault('always'),
    exempt: z
      .array(exemption)
      .register(schemaNotes, { example: "[{ userAgent: 'Aastra*' }]" })
      .prefault([]),
    keepAlive: keepAliveSection.prefault({}),
  })
  .register(schemaNotes, {
    example: "{ listen: ['udp://0.0.0.0:5060'], asterisk: ['udp://192.0.2.10:5080'] }",
  });
