// Every endpoint that strangers can name has a password.

import type { AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import { changePjsip, filesOf, mergeChanges } from '../asterisk/conf-places.ts';
import { listPhoneContexts } from '../asterisk/contexts.ts';
import { isAnonymous, isPhone, isPjsip, nameEndpoints } from '../asterisk/phones.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'no-auth',
  title: 'Every endpoint that strangers can name has a password',
  check: checkEndpoints(judge),
};

function judge(endpoints: readonly EndpointFacts[], asterisk: AsteriskFacts): CheckResult[] {
  const files = filesOf(asterisk);
  const open = endpoints.filter(
    (endpoint) =>
      isPjsip(endpoint) &&
      !isAnonymous(endpoint) &&
      !endpoint.state.hasAuth &&
      isKnownByName(endpoint),
  );
  const phones = open.filter(isPhone);
  const trunks = open.filter((endpoint) => !isPhone(endpoint));
  const contexts = listPhoneContexts(endpoints);
  const shared = trunks.filter(({ settings }) => contexts.has(settings.get('context') ?? ''));
  const others = trunks.filter((trunk) => !shared.includes(trunk));
  const changeTrunks = (of: readonly EndpointFacts[]) =>
    mergeChanges(
      of.map(({ state }) =>
        changePjsip(files, { type: 'endpoint', name: state.name }, 'identify_by', 'ip'),
      ),
    );
  const results = [
    ...(phones.length === 0
      ? []
      : [
          fail(
            `Toll fraud: ${nameEndpoints(phones)} ${phones.length === 1 ? 'has' : 'have'} no auth: whoever writes that name into From calls out without a password, and registers in its place`,
            {
              changes: mergeChanges(
                phones.map(({ state }) =>
                  changePjsip(
                    files,
                    { type: 'endpoint', name: state.name },
                    'auth',
                    `${state.name}-auth`,
                  ),
                ),
              ).map((change) => ({
                ...change,
                to: `${change.to}   ; and a section of that name: type = auth, username, password`,
              })),
            },
          ),
        ]),
    ...(shared.length === 0
      ? []
      : [
          fail(
            `Toll fraud: ${nameEndpoints(shared)}: whoever writes the name of this trunk into From is taken for it, without a password, and its calls begin where those of phones do`,
            { evidence: listContexts(shared), changes: changeTrunks(shared) },
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          warn(
            `${nameEndpoints(others)}: whoever writes the name of a trunk into From is taken for it, without a password; it may call whom its context lets it call`,
            { evidence: listContexts(others), changes: changeTrunks(others) },
          ),
        ]),
  ];
  return results.length > 0 ? results : [pass('Whoever is known by name needs a password')];
}

function isKnownByName({ settings }: EndpointFacts): boolean {
  const ways = settings.get('identifyby') ?? 'username';
  return ways === '' || ways.split(',').includes('username');
}

function listContexts(endpoints: readonly EndpointFacts[]): string[] {
  return endpoints
    .slice(0, 10)
    .map(({ state, settings }) => `${state.name}: context = ${settings.get('context') ?? ''}`);
}
