// The settings that Asterisk has of a phone's endpoint are not those that the policy of the
// configuration wants.

import { judgePolicy } from '../../policy/judge-policy.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

export const policyDrift: DeviceRule = {
  kind: 'device',
  name: 'policy-drift',
  find(facts, { policy = [], settingsOf }) {
    const { record } = facts;
    if (policy.length === 0) return undefined;
    const settings = settingsOf(record);
    const isBehindNat = record.nat.value !== 'none' && record.wire !== undefined;
    const { state, differences } = judgePolicy(policy, settings, isBehindNat);
    if (state === 'unknown') return 'unsure';
    if (state !== 'drift' || settings === undefined) return undefined;
    const names = differences.map(({ setting }) => setting).join(', ');
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} is not set up in Asterisk as the policy wants it: ${names}.`,
      description:
        'farend.yaml says how this endpoint should be set, so that it works with farend and without. Asterisk has it otherwise.',
      evidence: differences.map(
        ({ setting, wanted, actual }) => `${setting} is ${actual}, and should be ${wanted}`,
      ),
      remedy: [
        `Set in the ${settings.driver === 'chan_sip' ? 'peer' : 'endpoint'} ${settings.name}: ${differences.map(({ setting, wanted }) => `${setting}=${wanted}`).join(', ')}; then reload ${settings.driver}.`,
        `If it is meant to be so: say nat: keep for ${settings.name} in policy.endpoints of farend.yaml.`,
      ],
    };
  },
};
