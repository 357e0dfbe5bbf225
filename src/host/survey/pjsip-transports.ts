// The transports of pjsip.conf (res/res_pjsip/config_transport.c).

import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import type { SipTransport } from '../asterisk-survey.ts';
import { listOfType, listValues, readPort } from './setting-values.ts';
import { parseMask, parseSocketAddress } from './socket-address.ts';

const protocols: readonly string[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];

export function listPjsipTransports(configuration: Configuration | undefined): SipTransport[] {
  return listOfType(configuration, 'transport').flatMap((section) => readTransport(section) ?? []);
}

function readTransport(section: Section): SipTransport | undefined {
  const protocol = (lastValue(section, 'protocol') ?? 'udp').toLowerCase();
  const bind = parseSocketAddress(lastValue(section, 'bind') ?? '0.0.0.0');
  if (!isProtocol(protocol) || bind === undefined) return undefined;
  const signaling = parseSocketAddress(lastValue(section, 'external_signaling_address') ?? '');
  const port = readPort(lastValue(section, 'external_signaling_port'), 0);
  const media = lastValue(section, 'external_media_address');
  return {
    name: section.name,
    driver: 'chan_pjsip',
    protocol,
    address: bind.host,
    port: bind.port || (protocol === 'tls' ? 5061 : 5060),
    place: { file: section.file, line: section.line },
    localNets: listValues(section, 'local_net').flatMap((network) => parseMask(network) ?? []),
    ...(signaling !== undefined && {
      externalSignaling: { host: signaling.host, ...(port > 0 && { port }) },
    }),
    ...(media !== undefined && media !== '' && { externalMedia: media.toLowerCase() }),
  };
}

function isProtocol(text: string): text is SipTransport['protocol'] {
  return protocols.includes(text);
}
