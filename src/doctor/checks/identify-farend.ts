// No `identify` takes farend for a trunk: every phone, and every stranger, comes from farend's address.

import type { Section } from '../../asterisk/conf/configuration.ts';
import { createNetworkSet } from '../../nat/networks.ts';
import { toCidr } from '../asterisk/access-list.ts';
import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import {
  filesOf,
  findVariable,
  formatPlace,
  listPjsipSections,
  RELOAD_PJSIP,
} from '../asterisk/conf-places.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'identify-farend',
  title: "No identify matches farend's address",
  check: checkEach(judge),
};

interface Identify {
  readonly name: string;
  readonly endpoint: string;
  /** Addresses and networks, names left out. */
  readonly matches: readonly string[];
  readonly header: string;
}

/** What farend itself writes, and takes out of what strangers send. */
const OWN_HEADER = /^X-Farend-/i;

function judge(asterisk: AsteriskFacts): CheckResult[] {
  const identifies = listIdentifies(asterisk);
  if (identifies === undefined) return [skip('Neither AMI nor pjsip.conf is at hand')];
  const results = identifies.flatMap((identify) => [
    ...tellMatch(identify, asterisk),
    ...tellHeader(identify, asterisk),
  ]);
  return results.length > 0
    ? results
    : [pass(`No identify takes ${asterisk.farendAddresses.join(', ')} for a trunk`)];
}

/** As Asterisk has them in force; by its files where it cannot be asked. Undefined: neither. */
function listIdentifies(asterisk: AsteriskFacts): readonly Identify[] | undefined {
  const { ami } = asterisk;
  if (isSeen(ami) && isSeen(ami.seen.endpoints))
    return ami.seen.endpoints.seen.flatMap(({ state, identifies }) =>
      identifies.map(({ name, settings }) => ({
        name,
        endpoint: state.name,
        matches: split(settings.get('match')),
        header: settings.get('matchheader') ?? '',
      })),
    );
  const files = filesOf(asterisk);
  return files && listPjsipSections(files, 'identify').map(readSection);
}

function readSection(section: Section): Identify {
  const values = section.variables.filter(({ name }) => name.toLowerCase() === 'match');
  return {
    name: section.name,
    endpoint: findVariable(section, 'endpoint')?.value ?? '',
    matches: values.flatMap(({ value }) => split(value)),
    header: findVariable(section, 'match_header')?.value ?? '',
  };
}

function split(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function tellMatch(identify: Identify, asterisk: AsteriskFacts): CheckResult[] {
  const met = identify.matches.find((match) => hasFarend(match, asterisk));
  if (met === undefined) return [];
  const section = findSection(identify, asterisk);
  const line = section?.variables.find(
    ({ name, value }) =>
      name.toLowerCase() === 'match' && split(value).some((match) => hasFarend(match, asterisk)),
  );
  const rest =
    line === undefined ? [] : split(line.value).filter((match) => !hasFarend(match, asterisk));
  return [
    fail(
      `Toll fraud: identify ${identify.name} takes every request that comes by way of farend for ${identify.endpoint}, so that anybody on the internet calls out through it without a password`,
      {
        evidence: [
          `it matches ${met}, and farend speaks to Asterisk from ${asterisk.farendAddresses.join(', ')}`,
        ],
        changes: [
          {
            where:
              line === undefined
                ? `[${identify.name}] (type = identify) in pjsip.conf`
                : formatPlace(line),
            from: line === undefined ? `match = ${met}` : `${line.name} = ${line.value}`,
            to: rest.length === 0 ? '' : `match = ${rest.join(',')}`,
            then: `${RELOAD_PJSIP}; a trunk that is to come by way of farend: its addresses in proxy.trunks, and match_header = X-Farend-Source: ADDRESS here`,
          },
        ],
      },
    ),
  ];
}

function tellHeader(identify: Identify, asterisk: AsteriskFacts): CheckResult[] {
  if (identify.header === '' || OWN_HEADER.test(identify.header)) return [];
  const section = findSection(identify, asterisk);
  const line = section && findVariable(section, 'match_header');
  return [
    warn(
      `Whoever sends the header of identify ${identify.name} is taken for ${identify.endpoint}: farend keeps back only headers of its own (X-Farend-Source)`,
      {
        evidence: [`match_header = ${identify.header}`],
        changes: [
          {
            where:
              line === undefined
                ? `[${identify.name}] (type = identify) in pjsip.conf`
                : formatPlace(line),
            from: `match_header = ${identify.header}`,
            to: 'match_header = X-Farend-Source: ADDRESS',
            then: RELOAD_PJSIP,
          },
        ],
      },
    ),
  ];
}

function findSection({ name }: Identify, asterisk: AsteriskFacts): Section | undefined {
  return listPjsipSections(filesOf(asterisk), 'identify').find((section) => section.name === name);
}

function hasFarend(match: string, { farendAddresses }: AsteriskFacts): boolean {
  const network = toCidr(match);
  if (network === undefined) return false;
  const networks = createNetworkSet([network]);
  return farendAddresses.some((address) => networks.has(address));
}
