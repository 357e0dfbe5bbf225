// All checks in the order in which they are made and shown, in groups: this is the only list of them.

import { check as amiLogin } from './checks/ami-login.ts';
import { check as asteriskAnswers } from './checks/asterisk-answers.ts';
import { check as proxyAnswers } from './checks/proxy-answers.ts';
import { check as selfTest } from './checks/self-test.ts';
import { check as selfTestAccount } from './checks/self-test-account.ts';
import type { DoctorCheck } from './doctor-check.ts';

export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly DoctorCheck[];
}

export const checkGroups: readonly CheckGroup[] = [
  { title: 'The way to Asterisk', checks: [amiLogin] },
  {
    title: 'SIP, tried from end to end',
    checks: [proxyAnswers, asteriskAnswers, selfTest, selfTestAccount],
  },
];
