// Trunks of pjsip.conf and pjsip_wizard.conf: whom Asterisk knows by address, and where it registers.
// `match_header` names no address, so that it says nothing about where packets come from.

import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import { isTrue } from '../../asterisk/conf/is-true.ts';
import type { Trunk } from '../asterisk-survey.ts';
import { listOfType, listValues } from './setting-values.ts';
import { parseSocketAddress, readUriHost, sortHosts } from './socket-address.ts';

export function listPjsipTrunks(
  pjsip: Configuration | undefined,
  wizard: Configuration | undefined,
): Trunk[] {
  return [
    ...listOfType(pjsip, 'identify').flatMap((section) =>
      createTrunk(section, 'identify', listValues(section, 'match')),
    ),
    ...listOfType(pjsip, 'registration').flatMap((section) =>
      createTrunk(section, 'registration', listUriHosts(section, 'server_uri', 'outbound_proxy')),
    ),
    ...listOfType(pjsip, 'aor').flatMap((section) =>
      createTrunk(section, 'contact', listFixedContacts(section, '')),
    ),
    ...listOfType(wizard, 'wizard').flatMap(listWizardTrunks),
  ];
}

/** Each of the objects that the wizard makes of one section (res/res_pjsip_config_wizard.c). */
function listWizardTrunks(section: Section): Trunk[] {
  const remote = listValues(section, 'remote_hosts').flatMap(
    (host) => parseSocketAddress(host)?.host ?? [],
  );
  const registers = isTrue(lastValue(section, 'sends_registrations'));
  const servers = listUriHosts(section, 'registration/server_uri', 'outbound_proxy');
  return [
    ...createTrunk(section, 'identify', [...remote, ...listValues(section, 'identify/match')]),
    ...(registers ? createTrunk(section, 'registration', [...remote, ...servers]) : []),
    ...createTrunk(section, 'contact', listFixedContacts(section, 'aor/')),
  ];
}

/** The addresses that Asterisk sends to of its own accord: nobody registered them. */
function listFixedContacts(section: Section, prefix: string): string[] {
  const contacts = listUriHosts(section, `${prefix}contact`);
  return contacts.length === 0
    ? []
    : [...contacts, ...listUriHosts(section, `${prefix}outbound_proxy`)];
}

function listUriHosts(section: Section, ...names: readonly string[]): string[] {
  return listValues(section, ...names).flatMap((uri) => readUriHost(uri) ?? []);
}

function createTrunk(section: Section, by: Trunk['by'], items: readonly string[]): Trunk[] {
  if (items.length === 0) return [];
  const { file, line } = section;
  const name = lastValue(section, 'endpoint') || section.name;
  return [{ name, driver: 'chan_pjsip', by, ...sortHosts(items), place: { file, line } }];
}
