// AORs take the registrations of phones that come by way of farend, and calls to them come back that way.

import type { FarendConfig } from '../../config/farend-config.ts';
import type { AsteriskFacts, EndpointFacts, NamedSettings } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import {
  changePjsip,
  filesOf,
  findVariable,
  listPjsipSections,
  mergeChanges,
} from '../asterisk/conf-places.ts';
import { isOn, isPhone, isPjsip, nameEndpoints } from '../asterisk/phones.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'registration',
  title: 'Endpoints and AORs take registrations that come by way of farend',
  check: checkEndpoints(judge),
};

interface Obstacle {
  readonly tell: typeof fail;
  /** Of an endpoint: which object is to be changed, or none. */
  readonly find: (phone: EndpointFacts, asterisk: AsteriskFacts) => readonly NamedSettings[];
  readonly isLookedFor: (config: FarendConfig) => boolean;
  readonly what: string;
  readonly type: 'aor' | 'endpoint';
  readonly setting: string;
  readonly value: string;
}

const always = (): boolean => true;

const obstacles: readonly Obstacle[] = [
  {
    tell: fail,
    what: 'max_contacts is 0: Asterisk refuses every registration with 403',
    find: ({ aors }) =>
      aors.filter(
        ({ settings }) => settings.get('maxcontacts') === '0' && !hasFixedContact(settings),
      ),
    isLookedFor: always,
    type: 'aor',
    setting: 'max_contacts',
    value: '1',
  },
  {
    tell: fail,
    what: 'proxy.registration is path, and the AOR ignores Path: calls would go past farend to the address that the phone wrote',
    find: ({ aors }) => aors.filter(({ settings }) => !isOn(settings.get('supportpath') ?? 'no')),
    isLookedFor: ({ proxy }) => proxy.registration === 'path',
    type: 'aor',
    setting: 'support_path',
    value: 'yes',
  },
  {
    tell: fail,
    what: 'outbound_proxy sends what Asterisk has for the phone elsewhere: calls do not reach it by way of farend, which needs no outbound_proxy',
    find: (phone) =>
      (phone.settings.get('outboundproxy') ?? '') === '' ? [] : [nameItself(phone)],
    isLookedFor: always,
    type: 'endpoint',
    setting: 'outbound_proxy',
    value: '',
  },
  {
    tell: fail,
    what: 'its transport is not UDP, and farend hears Asterisk over UDP alone: calls do not reach the phone',
    find: (phone, asterisk) => (hasOtherTransport(phone, asterisk) ? [nameItself(phone)] : []),
    isLookedFor: always,
    type: 'endpoint',
    setting: 'transport',
    value: '',
  },
  {
    tell: warn,
    what: 'remove_existing is off: when all max_contacts are taken, Asterisk answers 403 until an old registration runs out, also to a phone that has just moved to farend and is still registered past it',
    find: ({ aors }) =>
      aors.filter(
        ({ settings }) =>
          Number(settings.get('maxcontacts') ?? 0) > 0 &&
          !isOn(settings.get('removeexisting') ?? 'no') &&
          !isOn(settings.get('removeunavailable') ?? 'no') &&
          Number(settings.get('contactsregistered') ?? 0) >= Number(settings.get('maxcontacts')),
      ),
    isLookedFor: always,
    type: 'aor',
    setting: 'remove_existing',
    value: 'yes',
  },
];

function judge(
  endpoints: readonly EndpointFacts[],
  asterisk: AsteriskFacts,
  { config }: DoctorFacts,
): CheckResult[] {
  const phones = endpoints.filter((endpoint) => isPjsip(endpoint) && isPhone(endpoint));
  const results = obstacles
    .filter(({ isLookedFor }) => isLookedFor(config))
    .flatMap((obstacle) => tellObstacle(obstacle, phones, asterisk));
  return results.length > 0
    ? results
    : [pass(`${phones.length} endpoints of chan_pjsip take registrations by way of farend`)];
}

function tellObstacle(
  { tell, find, what, type, setting, value }: Obstacle,
  phones: readonly EndpointFacts[],
  asterisk: AsteriskFacts,
): CheckResult[] {
  const files = filesOf(asterisk);
  const hit = phones.filter((phone) => find(phone, asterisk).length > 0);
  if (hit.length === 0) return [];
  const changes: Change[] = hit.flatMap((phone) =>
    find(phone, asterisk).map(({ name }) => changePjsip(files, { type, name }, setting, value)),
  );
  return [tell(`${nameEndpoints(hit)}: ${what}`, { changes: mergeChanges(changes) })];
}

/** One that stands in pjsip.conf: no phone registers there. */
function hasFixedContact(settings: ReadonlyMap<string, string>): boolean {
  return (
    Number(settings.get('totalcontacts') ?? 0) > Number(settings.get('contactsregistered') ?? 0)
  );
}

function nameItself({ state, settings }: EndpointFacts): NamedSettings {
  return { name: state.name, settings };
}

function hasOtherTransport({ settings }: EndpointFacts, asterisk: AsteriskFacts): boolean {
  const name = settings.get('transport') ?? '';
  const section = listPjsipSections(filesOf(asterisk), 'transport').find(
    (one) => one.name === name,
  );
  if (name === '' || section === undefined) return false;
  return (findVariable(section, 'protocol')?.value.toLowerCase() ?? 'udp') !== 'udp';
}
