// The AMI user of farend, as asterisk-conf/manager.d/farend.conf has it with all reasons.

import { SECRET_MARK } from '../install-step.ts';

/**
 * @param permit the address that farend comes from
 * @param general what `formatGeneral` makes
 */
export function formatAmiUser(username: string, permit: string, general: string): string {
  return `; The AMI user of farend, written by "farend init" and taken away by "farend undo". The secret is that
; of asterisk.ami in farend.yaml: change both or none.

${general}[${username}]
secret = ${SECRET_MARK}

; Nobody but this machine may use it.
deny = 0.0.0.0/0.0.0.0
permit = ${permit}/255.255.255.255

; What Asterisk tells: states of phones, why a registration failed, questions to farend.
read = system,security,user

; What farend may ask for: lists of phones, the policy's reload, answers of its own. No calls, no commands.
write = system,user

; Lists of all phones are read on a connection of their own, and slowly.
allowmultiplelogin = yes
writetimeout = 5000
`;
}
