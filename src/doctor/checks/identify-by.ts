// Phones are known by their name: by address none can be told from another behind farend.

import type { AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import {
  changePjsip,
  filesOf,
  findVariable,
  formatPlace,
  listPjsipSections,
  mergeChanges,
  RELOAD_PJSIP,
} from '../asterisk/conf-places.ts';
import { isPjsip, nameEndpoints } from '../asterisk/phones.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'identify-by',
  title: 'Phones are known by their name and not by their address',
  check: checkEndpoints(judge),
};

function judge(endpoints: readonly EndpointFacts[], asterisk: AsteriskFacts): CheckResult[] {
  return [...judgeOrder(asterisk), ...judgeEndpoints(endpoints, asterisk)];
}

/** `endpoint_identifier_order` of the section `type = global`: ways that are not in it are never tried. */
function judgeOrder(asterisk: AsteriskFacts): CheckResult[] {
  const [global] = listPjsipSections(filesOf(asterisk), 'global');
  const line = findVariable(global, 'endpoint_identifier_order');
  if (line === undefined || line.value.split(',').some((way) => way.trim().endsWith('username')))
    return [];
  return [
    fail(
      'Asterisk looks for no endpoint by its name: nobody can register or call by way of farend',
      {
        changes: [
          {
            where: formatPlace(line),
            from: `${line.name} = ${line.value}`,
            to: `${line.name} = ${line.value},username`,
            then: RELOAD_PJSIP,
          },
        ],
      },
    ),
  ];
}

function judgeEndpoints(
  endpoints: readonly EndpointFacts[],
  asterisk: AsteriskFacts,
): CheckResult[] {
  const lost = endpoints.filter(
    (endpoint) => isPjsip(endpoint) && isKnownByAddressAlone(endpoint) && mayRegister(endpoint),
  );
  if (lost.length === 0)
    return [pass('Every endpoint that a phone may register as is known by its name')];
  const files = filesOf(asterisk);
  return [
    fail(
      `${nameEndpoints(lost)}: Asterisk knows ${lost.length === 1 ? 'this phone' : 'these phones'} by address alone, and behind farend all have the same one: nobody of them can register or call`,
      {
        evidence: lost
          .slice(0, 10)
          .map(
            ({ state, settings }) =>
              `${state.name}: identify_by = ${settings.get('identifyby') ?? ''}`,
          ),
        changes: mergeChanges(
          lost.map(({ state }) =>
            changePjsip(files, { type: 'endpoint', name: state.name }, 'identify_by', 'username'),
          ),
        ),
      },
    ),
  ];
}

/** Empty: Asterisk's default, which has the name first. */
function isKnownByAddressAlone({ settings }: EndpointFacts): boolean {
  const ways = (settings.get('identifyby') ?? '').split(',').filter((way) => way !== '');
  return ways.length > 0 && !ways.some((way) => way.endsWith('username') || way === 'request_uri');
}

function mayRegister({ aors }: EndpointFacts): boolean {
  return aors.some(({ settings }) => Number(settings.get('maxcontacts') ?? 0) > 0);
}
