// Calls of people whom Asterisk does not know: the endpoint `anonymous` of chan_pjsip, and allowguest of
// chan_sip, which is on unless it is switched off.

import type { AmiFacts, AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkAmi } from '../asterisk/check-each.ts';
import {
  changeLine,
  changePjsip,
  filesOf,
  findSections,
  findVariable,
  formatPlace,
  RELOAD_SIP,
} from '../asterisk/conf-places.ts';
import { listPhoneContexts } from '../asterisk/contexts.ts';
import { isAnonymous } from '../asterisk/phones.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'guests',
  title: 'Nobody may call without being known',
  check: checkAmi(judge),
};

const NO = /^(?:no|false|0|off|n|f)$/i;

function judge(ami: AmiFacts, asterisk: AsteriskFacts): CheckResult[] {
  const endpoints = isSeen(ami.endpoints) ? ami.endpoints.seen : [];
  const results = [
    ...tellAnonymous(endpoints, ami, asterisk),
    ...(ami.modules?.get('chan_sip') === false ? [] : tellAllowGuest(endpoints, asterisk)),
  ];
  return results.length > 0 ? results : [pass('Whoever Asterisk does not know cannot call')];
}

function tellAnonymous(
  endpoints: readonly EndpointFacts[],
  { modules }: AmiFacts,
  asterisk: AsteriskFacts,
): CheckResult[] {
  if (modules?.get('res_pjsip_endpoint_identifier_anonymous') === false) return [];
  const contexts = listPhoneContexts(endpoints);
  return endpoints.filter(isAnonymous).map(({ state, settings }) => {
    const context = settings.get('context') ?? '';
    const isFatal = contexts.has(context);
    const object = { type: 'endpoint', name: state.name };
    const { from, ...change } = changePjsip(filesOf(asterisk), object, 'context', 'from-strangers');
    const backing = {
      evidence: [`${state.name}: context = ${context}`],
      changes: [{ ...change, ...(from !== undefined && { from }) }],
    };
    return isFatal
      ? fail(
          `Toll fraud: everybody may call as the endpoint ${state.name}, and its calls begin where those of phones do`,
          backing,
        )
      : warn(
          `Everybody may call as the endpoint ${state.name}: what the context ${context} lets strangers do, they can do; take the endpoint out if it is not meant so`,
          { evidence: backing.evidence },
        );
  });
}

function tellAllowGuest(
  endpoints: readonly EndpointFacts[],
  asterisk: AsteriskFacts,
): CheckResult[] {
  const files = filesOf(asterisk);
  const hasPeers = endpoints.some(({ state }) => state.driver === 'chan_sip');
  const general = findSections(files, 'sip.conf', 'general')[0];
  if (files === undefined || general === undefined)
    return hasPeers
      ? [
          skip(
            "sip.conf is not at hand: allowguest in its [general] must be 'no', and is 'yes' by default",
          ),
        ]
      : [];
  const line = findVariable(general, 'allowguest');
  if (NO.test(line?.value ?? 'yes')) return [];
  const context = findVariable(general, 'context')?.value ?? 'default';
  const shared = endpoints.some(
    ({ state }) =>
      state.driver === 'chan_sip' &&
      findSections(files, 'sip.conf', state.name).some(
        (section) => (findVariable(section, 'context')?.value ?? context) === context,
      ),
  );
  const backing = {
    evidence: [
      line === undefined
        ? `${formatPlace(general)}: [general] has no allowguest, and the default is yes`
        : `${formatPlace(line)}: allowguest = ${line.value}`,
      `their calls begin in the context ${context}`,
    ],
    changes: [
      changeLine(
        files,
        { file: 'sip.conf', section: 'general', name: 'allowguest' },
        'no',
        RELOAD_SIP,
      ),
    ],
  };
  return [
    shared
      ? fail(
          'Toll fraud: chan_sip lets strangers call, and their calls begin where those of phones do',
          backing,
        )
      : warn('chan_sip lets strangers call (allowguest)', backing),
  ];
}
