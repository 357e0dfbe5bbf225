// No access list of an endpoint or peer keeps farend's address out: behind farend it is the one from which
// all phones come, and the one that their contacts have.

import type { Variable } from '../../asterisk/conf/configuration.ts';
import { findRefusal } from '../asterisk/access-list.ts';
import type { AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import {
  filesOf,
  findPjsipVariables,
  findSections,
  formatPlace,
  listPjsipSections,
  mergeChanges,
  RELOAD_PJSIP,
  RELOAD_SIP,
} from '../asterisk/conf-places.ts';
import { isOn, isPhone, isPjsip, nameEndpoints } from '../asterisk/phones.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'endpoint-acl',
  title: "No access list keeps farend's address out",
  check: checkEndpoints(judge),
};

/** `deny`, `contact_permit`, `acl`; chan_sip writes `contactdeny`. */
const RULES = ['acl', 'deny', 'permit'] as const;
const PJSIP_PREFIXES = ['', 'contact_'] as const;
const SIP_PREFIXES = ['', 'contact'] as const;

interface Refusal {
  readonly endpoint: EndpointFacts | undefined;
  readonly line: Variable;
  readonly prefix: string;
}

function judge(endpoints: readonly EndpointFacts[], asterisk: AsteriskFacts): CheckResult[] {
  const phones = endpoints.filter(isPhone);
  const refusals = [
    ...judgeGlobal(asterisk),
    ...phones.flatMap((phone) =>
      isPjsip(phone) ? judgePjsip(phone, asterisk) : judgeSip(phone, asterisk),
    ),
  ];
  const results = tellRefusals(refusals, asterisk);
  const unknown = phones.filter((phone) => hasHiddenList(phone, asterisk));
  if (unknown.length > 0)
    results.push(
      warn(
        `${nameEndpoints(unknown)} ${unknown.length === 1 ? 'has an' : 'have'} access list${unknown.length === 1 ? '' : 's'} whose lines are not at hand: they have to let ${asterisk.farendAddresses.join(' and ')} in`,
      ),
    );
  return results.length > 0
    ? results
    : [pass(`No access list keeps farend out of ${phones.length} phones' endpoints`)];
}

/** Sections `type = acl` of pjsip.conf are for all that comes. */
function judgeGlobal(asterisk: AsteriskFacts): Refusal[] {
  return listPjsipSections(filesOf(asterisk), 'acl').flatMap(({ variables }) =>
    PJSIP_PREFIXES.flatMap((prefix) => refuse(asterisk, variables, prefix, undefined)),
  );
}

function judgePjsip(phone: EndpointFacts, asterisk: AsteriskFacts): Refusal[] {
  const object = { type: 'endpoint', name: phone.state.name };
  return PJSIP_PREFIXES.flatMap((prefix) => {
    const variables = listLines(asterisk, object.name, prefix);
    return refuse(asterisk, variables, prefix, phone);
  });
}

/** Without the prefix that the names have in pjsip_wizard.conf, and in the order of the file. */
function listLines(asterisk: AsteriskFacts, name: string, prefix: string): Variable[] {
  const files = filesOf(asterisk);
  return RULES.flatMap((rule) =>
    findPjsipVariables(files, { type: 'endpoint', name }, `${prefix}${rule}`),
  )
    .map((variable) => ({ ...variable, name: variable.name.replace(/^endpoint\//, '') }))
    .toSorted((one, other) => one.line - other.line);
}

function judgeSip(peer: EndpointFacts, asterisk: AsteriskFacts): Refusal[] {
  const files = filesOf(asterisk);
  const own = findSections(files, 'sip.conf', peer.state.name).flatMap(
    ({ variables }) => variables,
  );
  return SIP_PREFIXES.flatMap((prefix) => refuse(asterisk, own, prefix, peer));
}

function refuse(
  asterisk: AsteriskFacts,
  variables: readonly Variable[],
  prefix: string,
  endpoint: EndpointFacts | undefined,
): Refusal[] {
  const files = filesOf(asterisk);
  for (const address of asterisk.farendAddresses) {
    const line = findRefusal(files, variables, address, prefix);
    if (line !== undefined) return [{ endpoint, line, prefix }];
  }
  return [];
}

function tellRefusals(refusals: readonly Refusal[], asterisk: AsteriskFacts): CheckResult[] {
  if (refusals.length === 0) return [];
  const endpoints = refusals.flatMap(({ endpoint }) => endpoint ?? []);
  const who = endpoints.length === 0 ? 'all of chan_pjsip' : nameEndpoints(endpoints);
  return [
    fail(
      `Access lists keep farend out, so that Asterisk refuses ${who}, with a 401 that asks for no password, whoever calls`,
      {
        evidence: [
          ...new Set(
            refusals.map(({ line }) => `${formatPlace(line)}: ${line.name} = ${line.value}`),
          ),
        ].slice(0, 10),
        changes: mergeChanges(refusals.map((refusal) => changeLine(refusal, asterisk))),
      },
    ),
  ];
}

function changeLine(
  { endpoint, line, prefix }: Refusal,
  { farendAddresses }: AsteriskFacts,
): Change {
  const isSip = endpoint !== undefined && !isPjsip(endpoint);
  const isNamed = line.file.endsWith('acl.conf');
  const name = isNamed ? 'permit' : `${prefix}permit`;
  const wizard = line.file.endsWith('pjsip_wizard.conf') ? 'endpoint/' : '';
  const reload = isSip ? RELOAD_SIP : RELOAD_PJSIP;
  return {
    where: `${formatPlace(line)}, behind the last deny or permit there`,
    to: farendAddresses.map((address) => `${wizard}${name} = ${formatHost(address)}`).join('\n'),
    then: isNamed ? `asterisk -rx "module reload acl", then ${reload}` : reload,
  };
}

function formatHost(address: string): string {
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}

/** AMI tells that there is one, and not what stands in it. */
function hasHiddenList(phone: EndpointFacts, asterisk: AsteriskFacts): boolean {
  if (!isPjsip(phone)) return false;
  const isListed = (name: string): boolean => {
    const value = phone.settings.get(name) ?? '';
    return value !== '' && !isOn(value) && value !== 'no' && value !== 'false';
  };
  const has = { '': isListed('acl'), contact_: isListed('contactacl') };
  return PJSIP_PREFIXES.some(
    (prefix) => has[prefix] && listLines(asterisk, phone.state.name, prefix).length === 0,
  );
}
