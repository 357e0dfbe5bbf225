// No peer of chan_sip can be used without a password by whoever comes from farend's address: everybody.

import { findOpening } from '../../policy/toll-fraud.ts';
import type { AsteriskFacts, EndpointFacts } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import { changeLine, filesOf, RELOAD_SIP } from '../asterisk/conf-places.ts';
import { isPjsip } from '../asterisk/phones.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'open-peers',
  title: 'No peer of chan_sip is open to whoever comes by way of farend',
  check: checkEndpoints(judge),
};

function judge(endpoints: readonly EndpointFacts[], asterisk: AsteriskFacts): CheckResult[] {
  const peers = endpoints.filter((endpoint) => !isPjsip(endpoint));
  if (peers.length === 0) return [pass('Asterisk has no peers of chan_sip')];
  const results = peers.flatMap(({ state }) => {
    const opening = findOpening(state, asterisk.farendAddresses);
    if (opening === undefined) return [];
    const place = { file: 'sip.conf', section: state.name };
    return opening === 'insecure'
      ? [
          fail(
            `Toll fraud: calls of ${state.name} need no password, and chan_sip takes a caller whom it does not know by name for the peer at his address: behind farend, everybody`,
            {
              evidence: [`insecure = ${state.insecure}`],
              changes: [
                changeLine(
                  filesOf(asterisk),
                  { ...place, name: 'insecure' },
                  state.insecure.split(',').includes('port') ? 'port' : 'no',
                  RELOAD_SIP,
                ),
              ],
            },
          ),
        ]
      : [
          fail(
            `Toll fraud: ${state.name} has no secret: whoever guesses that name registers as it and calls out`,
            {
              changes: [
                changeLine(
                  filesOf(asterisk),
                  { ...place, name: 'secret' },
                  '(a long random one, the same in the phone)',
                  RELOAD_SIP,
                ),
              ],
            },
          ),
        ];
  });
  return results.length > 0
    ? results
    : [
        pass(
          `All ${peers.length} peers of chan_sip that are reached by way of farend need a password`,
        ),
      ];
}
