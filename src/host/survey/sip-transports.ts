// Where chan_sip listens: [general] of sip.conf (reload_config of channels/chan_sip.c).

import type { Configuration, Place } from '../../asterisk/conf/configuration.ts';
import { isTrue } from '../../asterisk/conf/is-true.ts';
import type { SipTransport } from '../asterisk-survey.ts';
import { listSections, listValues, readPort, readSetting } from './setting-values.ts';
import { parseMask, parseSocketAddress } from './socket-address.ts';

/** UDP always, TCP and TLS where they are on. */
export function listSipTransports(configuration: Configuration | undefined): SipTransport[] {
  if (configuration === undefined) return [];
  const ask = (name: string): string | undefined => readSetting(configuration, 'general', name);
  const udp = listenAddress(ask('udpbindaddr') ?? ask('bindaddr'), readPort(ask('bindport'), 5060));
  const protocols = [
    { protocol: 'udp', ...udp } as const,
    ...(isTrue(ask('tcpenable'))
      ? [{ protocol: 'tcp', ...listenAddress(ask('tcpbindaddr') ?? udp.address, 5060) } as const]
      : []),
    ...(isTrue(ask('tlsenable'))
      ? [{ protocol: 'tls', ...listenAddress(ask('tlsbindaddr') ?? udp.address, 5061) } as const]
      : []),
  ];
  const common = readCommon(configuration, ask);
  return protocols.map((protocol) => ({ ...common, ...protocol }));
}

function listenAddress(text: string | undefined, port: number): { address: string; port: number } {
  const parsed = parseSocketAddress(text ?? '0.0.0.0');
  return { address: parsed?.host ?? '0.0.0.0', port: parsed?.port || port };
}

type Common = Omit<SipTransport, 'protocol' | 'address' | 'port'>;

function readCommon(
  configuration: Configuration,
  ask: (name: string) => string | undefined,
): Common {
  const general = listSections(configuration).filter(
    ({ name }) => name.toLowerCase() === 'general',
  );
  const external = parseSocketAddress(
    ask('externaddr') ?? ask('externip') ?? ask('externhost') ?? '',
  );
  const media = ask('media_address') ?? external?.host;
  return {
    name: 'general',
    driver: 'chan_sip',
    place: readPlace(configuration, general[0]),
    localNets: general
      .flatMap((section) => listValues(section, 'localnet'))
      .flatMap((network) => parseMask(network) ?? []),
    ...(external !== undefined && {
      externalSignaling: { host: external.host, ...(external.port > 0 && { port: external.port }) },
    }),
    ...(media !== undefined && media !== '' && { externalMedia: media.toLowerCase() }),
  };
}

function readPlace({ file }: Configuration, section: Place | undefined): Place {
  return section === undefined ? { file, line: 1 } : { file: section.file, line: section.line };
}
