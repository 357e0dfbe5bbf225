// The ARI user of farend, as asterisk-conf/ari.d/farend.conf has it with all reasons.

import { SECRET_MARK } from '../install-step.ts';

/** @param general what `formatGeneral` makes */
export function formatAriUser(username: string, general: string): string {
  return `; The ARI user of farend, written by "farend init" and taken away by "farend undo". The password is that
; of asterisk.ari in farend.yaml: change both or none.

${general}[${username}]
; Without it the section is not a user.
type = user
password = ${SECRET_MARK}

; farend sends events of its own, and sets endpoints that are in a database. ARI knows no smaller right.
read_only = no
`;
}

/** @param general what `formatGeneral` makes */
export function formatHttp(general: string): string {
  return `; Asterisk's HTTP server, which ARI needs: switched on by "farend init", for this machine alone, and off
; again by "farend undo".

${general.trimEnd()}
`;
}
