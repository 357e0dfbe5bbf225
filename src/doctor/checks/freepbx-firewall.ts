// FreePBX's responsive firewall learns phones from Asterisk, which behind farend knows only farend's
// address: it takes each phone for a stranger, slows it down and blocks it.

import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isInsideOnly } from '../machine/seen-addresses.ts';
import { fail, pass, skip } from '../results.ts';

export const check: DoctorCheck = {
  name: 'freepbx-firewall',
  title: 'FreePBX’s responsive firewall does not judge phones that come through farend',
  check: (facts) => [judge(facts)],
};

function judge(facts: DoctorFacts): CheckResult {
  const { firewall } = facts.machine;
  if (firewall.readBy === 'none')
    return skip(`The firewall cannot be read: ${firewall.silence ?? 'as root it can'}`);
  if (!firewall.isFreePbx) return pass('FreePBX’s firewall does not run here');
  if (!firewall.isResponsive || isInsideOnly(facts))
    return pass('FreePBX’s responsive firewall does not judge phones that come through farend');
  return fail('FreePBX’s responsive firewall blocks phones that come through farend', {
    evidence: [
      'its chain fpbxrfw is in use; it learns good phones from pjsip show contacts and from logins, where farend alone is seen',
    ],
    changes: [
      toChange(
        'FreePBX, Connectivity → Firewall → Responsive Firewall',
        'SIP Protocol: Disabled (farend limits each source itself)',
      ),
    ],
  });
}
