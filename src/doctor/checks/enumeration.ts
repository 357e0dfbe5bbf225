// Outsiders cannot tell names that exist from those that do not.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import {
  changeLine,
  filesOf,
  findSections,
  findVariable,
  formatPlace,
  RELOAD_SIP,
} from '../asterisk/conf-places.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { isSeen } from '../looked.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'enumeration',
  title: 'Outsiders cannot find out which names exist',
  check: checkEach(judge),
};

const NO = /^(?:no|false|0|off|n|f)$/i;

function judge(asterisk: AsteriskFacts): CheckResult[] {
  const { ami, policy } = asterisk;
  const modules = isSeen(ami) ? ami.seen.modules : undefined;
  if (modules?.get('chan_sip') === false)
    return [pass('chan_pjsip answers names that do not exist like those that do')];
  const files = filesOf(asterisk);
  const warnings = policy !== undefined && isSeen(policy) ? policy.seen.warnings : [];
  const told = warnings
    .filter(({ name }) => name === 'enumeration')
    .map(({ sentence }) => warn(sentence.replace(/\.$/, '')));
  const general = findSections(files, 'sip.conf', 'general')[0];
  const line = findVariable(general, 'alwaysauthreject');
  if (line !== undefined && NO.test(line.value))
    told.push(
      warn(
        'chan_sip answers names that do not exist otherwise than those that do, so that outsiders can find these',
        {
          evidence: [`${formatPlace(line)}: alwaysauthreject = ${line.value}`],
          changes: [
            changeLine(
              files,
              { file: 'sip.conf', section: 'general', name: 'alwaysauthreject' },
              'yes',
              RELOAD_SIP,
            ),
          ],
        },
      ),
    );
  if (told.length > 0) return told;
  return general === undefined
    ? [skip('sip.conf is not at hand')]
    : [pass('chan_sip answers names that do not exist like those that do')];
}
