// All checks in the order in which they are made and shown, in groups: this is the only list of them.

import { check as amiLogin } from './checks/ami-login.ts';
import type { DoctorCheck } from './doctor-check.ts';

export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly DoctorCheck[];
}

export const checkGroups: readonly CheckGroup[] = [
  { title: 'The way to Asterisk', checks: [amiLogin] },
];
