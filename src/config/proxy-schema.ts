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
  pattern,
  port,
  scalar,
  schemaNotes,
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
    url: listenUrl.describe('The same, in the long form `{ url: …, advertise: … }`.'),
    advertise: scalar(parseAdvertised, {
      kind: 'address or host name, with or without a port',
      example: '203.0.113.10',
    })
      .exactOptional()
      .describe(
        'What phones outside see instead of the local address: for 1:1 NAT, port forwards, clouds. Phones in `localNetworks` get the local one.',
      ),
    divertedFrom: port
      .exactOptional()
      .describe(
        "The port of the same address that phones write to, Asterisk's own: `farend divert` brings their SIP here, and phones see that port everywhere. It has to be the port of one of `proxy.asterisk` on this machine, and no other entry may say the same. Nobody else should use such an address: give phones that have farend as outbound proxy another one.",
      ),
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
    userAgent: pattern("'Aastra*'").exactOptional().describe('By User-Agent.'),
    network: network.exactOptional().describe('By source address.'),
    endpoint: pattern("'30*'").exactOptional().describe('By the name of the endpoint.'),
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
    method: word(['options', 'crlf', 'none'])
      .prefault('options')
      .describe(
        '`options`: a question that the phone answers, so that farend also knows that it is there. `crlf`: four bytes, no answer.',
      ),
    interval: duration('25s', SHORTEST_KEEP_ALIVE_MS, LONGEST_KEEP_ALIVE_MS)
      .prefault('25s')
      .describe(
        'How often each phone gets one. Most routers forget after 30 s, so write less than the shortest.',
      ),
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
      .register(schemaNotes, { example: "['udp://0.0.0.0:5060']" })
      .describe(
        'Where phones send their SIP: the device side. `0.0.0.0` and `[::]` stand for every address of the machine, each of which gets a socket of its own. A URL without a port means 5060.',
      ),
    asteriskSide: asteriskSideUrl
      .exactOptional()
      .describe(
        "The address of farend that Asterisk sees. Without it: this machine's address towards Asterisk, port 5062.",
      ),
    asterisk: z
      .array(asteriskUrl)
      .min(1)
      .register(schemaNotes, { example: "['udp://192.0.2.10:5080']" })
      .describe('Where Asterisk listens. A URL without a port means 5060.'),
    localNetworks: networks
      .prefault([])
      .describe(
        'Networks that farend reaches without a NAT in between: private addresses prove nothing there.',
      ),
    trustedProxies: networks
      .prefault([])
      .describe(
        "SBCs or proxies between the phones and farend, whose `received` and `rport` on the phone's Via are believed: NAT tests, the replay guard and the log go by the phone's address.",
      ),
    trunks: networks
      .prefault([])
      .describe(
        'Trunk providers whose calls come through farend: relayed unchanged except for Via, Record-Route and `X-Farend-Source: ADDRESS`, by which Asterisk tells the trunk (`type=identify`, `match_header`). Better still, let trunks talk to Asterisk directly.',
      ),
    mediaAddress: ipAddress
      .exactOptional()
      .describe(
        "The address at which phones outside reach Asterisk's media: for 1:1 NAT, port forwards, clouds. Written into Asterisk's SDP for them, where that shows an address of `mediaFrom`. Phones in `localNetworks` get what Asterisk wrote.",
      ),
    mediaFrom: networks
      .exactOptional()
      .describe(
        "The addresses in Asterisk's SDP that `mediaAddress` replaces. Without it: those of `asterisk`.",
      ),
    registration: word(['contact', 'path'])
      .prefault('contact')
      .describe(
        "How Asterisk finds the way back: through a Contact of farend's, or through a Path header beside the phone's own Contact. `path` needs `support_path=yes` (chan_pjsip) or `supportpath=yes` (chan_sip) on every AOR, and cannot tell two phones of one AOR with the same private Contact apart; `contact` needs nothing.",
      ),
    forceRport: word(['always', 'behind-nat'])
      .prefault('always')
      .describe(
        'For which requests farend answers to the port they came from. `always`: for every request. `behind-nat`: for every REGISTER, and for others of phones that offer `rport` or that a NAT test says to be behind NAT; the rest is answered at the port in its Via.',
      ),
    exempt: z
      .array(exemption)
      .register(schemaNotes, { example: "[{ userAgent: 'Aastra*' }]" })
      .prefault([])
      .describe(
        'Phones that listen on another port than they send from: they are answered at the port in their Via and called at the port in their Contact. farend also learns them: a phone that repeats a request although it was answered is answered once at the other port. Each entry has exactly one of the three keys below.',
      ),
    keepAlive: keepAliveSection
      .prefault({})
      .describe(
        'What farend sends to registered phones behind NAT so that their routers keep the binding open. Phones that it reaches without NAT get nothing.',
      ),
  })
  .register(schemaNotes, {
    example: "{ listen: ['udp://0.0.0.0:5060'], asterisk: ['udp://192.0.2.10:5080'] }",
  });
