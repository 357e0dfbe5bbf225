// The settings that Asterisk has of a phone's endpoint are not those that the policy of the
// configuration wants.

import type { PolicyDifference } from '../../policy/comparison.ts';
import { judgePolicy } from '../../policy/judge-policy.ts';
import { isSeenBehindNat } from '../../policy/seen-behind-nat.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

export const policyDrift: DeviceRule = {
  kind: 'device',
  name: 'policy-drift',
  find(facts, { policy = [], settingsOf }) {
    const { record } = facts;
    if (policy.length === 0) return undefined;
    const settings = settingsOf(record);
    const { state, differences } = judgePolicy(policy, settings, isSeenBehindNat([record]));
    if (state === 'unknown') return 'unsure';
    if (state !== 'drift' || settings === undefined) return undefined;
    const names = differences.map(({ setting }) => setting).join(', ');
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} is not set up in Asterisk as the policy wants it: ${names}.`,
      description:
        'farend.yaml says how this endpoint should be set, so that it works with farend and without. Asterisk has it otherwise.',
      evidence: differences.map(
        ({ kind, object, setting, wanted, actual }) =>
          `${setting}${kind === 'aor' ? ` of the AOR ${object}` : ''} is ${actual}, and should be ${wanted}`,
      ),
      remedy: [
        `Let farend set it: farend policy plan --endpoint '${settings.name}' shows what would change, farend policy apply does it.`,
        `Or set it yourself, in the ${listWanted(differences)}; then reload ${settings.driver}.`,
        `If it is meant to be so: say nat: keep for ${settings.name} in policy.endpoints of farend.yaml.`,
      ],
    };
  },
};

/** `endpoint 4001: rtp_symmetric=yes, direct_media=no; in the aor 4001: max_contacts=1` */
function listWanted(differences: readonly PolicyDifference[]): string {
  const byObject = Map.groupBy(differences, ({ kind, object }) => `${kind} ${object}`);
  return [...byObject]
    .map(
      ([name, settings]) =>
        `${name}: ${settings.map(({ setting, wanted }) => `${setting}=${wanted}`).join(', ')}`,
    )
    .join('; in the ');
}
