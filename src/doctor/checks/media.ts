// Media of phones behind NAT finds its way: Asterisk answers to where it comes from, and stays between.

import type { AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import { isOn, isPhone, nameEndpoints } from '../asterisk/phones.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'media',
  title: 'Asterisk sends media to where it comes from',
  check: checkEndpoints(judge),
};

function judge(
  endpoints: readonly EndpointFacts[],
  _asterisk: AsteriskFacts,
  facts: DoctorFacts,
): CheckResult[] {
  const phones = endpoints.filter(isPhone);
  const deaf = phones.filter(
    (phone) => readFlag(phone, 'rtpsymmetric', phone.state.rtpSymmetric) === false,
  );
  const direct = phones.filter(
    (phone) => readFlag(phone, 'directmedia', phone.state.directMedia) === true,
  );
  const changes = [changePolicy(facts)];
  const results = [
    ...(deaf.length === 0
      ? []
      : [
          warn(
            `${nameEndpoints(deaf)}: a phone behind NAT would hear nothing there, since Asterisk sends media to the private address that the phone wrote (rtp_symmetric; nat=comedia of chan_sip)`,
            { changes },
          ),
        ]),
    ...(direct.length === 0
      ? []
      : [
          warn(
            `${nameEndpoints(direct)}: Asterisk lets two phones send media to each other, which two phones behind different NATs cannot (direct_media; directmedia of chan_sip)`,
            { changes },
          ),
        ]),
  ];
  return results.length > 0 ? results : [pass(`Media is symmetric at ${phones.length} endpoints`)];
}

/** chan_sip tells it of the peer, chan_pjsip among its settings; undefined: it does not say. */
function readFlag(
  { settings }: EndpointFacts,
  name: string,
  told: boolean | undefined,
): boolean | undefined {
  const value = settings.get(name);
  return value === undefined ? told : isOn(value);
}

function changePolicy({ config, configFile }: DoctorFacts): Change {
  return config.policy.endpoints.length > 0
    ? {
        where: `${configFile}: policy`,
        to: 'what farend policy plan shows',
        then: `farend policy apply -c ${configFile}`,
      }
    : {
        where: `${configFile}: policy`,
        to: "policy:\n  endpoints: [{ match: '*', nat: yes, directMedia: no }]",
        then: `farend policy plan -c ${configFile}`,
      };
}
