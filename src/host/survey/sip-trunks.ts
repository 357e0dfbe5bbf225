// Trunks of sip.conf: peers with a fixed host, and where chan_sip registers (sip_parse_register_line of
// channels/sip/config_parser.c). The line has a password: only the host of it goes on.

import {
  type Configuration,
  lastValue,
  type Section,
  type Variable,
} from '../../asterisk/conf/configuration.ts';
import type { Trunk } from '../asterisk-survey.ts';
import { listSections, listValues } from './setting-values.ts';
import { parseSocketAddress, sortHosts } from './socket-address.ts';

export function listSipTrunks(sip: Configuration | undefined): Trunk[] {
  const sections = listSections(sip);
  const lines = sections
    .filter(({ name }) => name.toLowerCase() === 'general')
    .flatMap(({ variables }) => variables.filter(({ name }) => name.toLowerCase() === 'register'));
  return [
    ...sections.filter(isPeer).flatMap(readPeer),
    ...lines.flatMap((line) => readRegister(line)),
  ];
}

/** Peers, users and friends of sip.conf; [general] and [authentication] are none. */
export function isPeer(section: Section): boolean {
  const type = lastValue(section, 'type')?.toLowerCase() ?? '';
  return section.name.toLowerCase() !== 'general' && ['peer', 'user', 'friend'].includes(type);
}

function readPeer(section: Section): Trunk[] {
  const host = lastValue(section, 'host')?.toLowerCase() ?? '';
  if (host === '' || host === 'dynamic') return [];
  const { name, file, line } = section;
  const proxies = listValues(section, 'outboundproxy').map((item) => item.replace(/^sips?:/i, ''));
  const items = [host, ...proxies].flatMap((item) => parseSocketAddress(item)?.host ?? []);
  return [{ name, driver: 'chan_sip', by: 'peer', ...sortHosts(items), place: { file, line } }];
}

/** `[peer?][transport://]user[@domain][:secret[:authuser]]@host[:port][/extension][~expiry]` */
function readRegister({ value, file, line }: Variable): Trunk[] {
  const hostPart = value.slice(value.lastIndexOf('@') + 1).replace(/[/~].*$/, '');
  const host = value.includes('@') ? parseSocketAddress(hostPart)?.host : undefined;
  if (host === undefined) return [];
  return [
    {
      name: host,
      driver: 'chan_sip',
      by: 'registration',
      ...sortHosts([host]),
      place: { file, line },
    },
  ];
}
