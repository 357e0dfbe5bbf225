// Which lines of Asterisk's files the policy is about: no other line is kept, for it may be a password.

const names: ReadonlySet<string> = new Set([
  'type',
  // chan_sip
  'nat',
  'directmedia',
  'canreinvite',
  'qualify',
  'qualifyfreq',
  // chan_pjsip
  'force_rport',
  'rewrite_contact',
  'rtp_symmetric',
  'direct_media',
  'aors',
  'max_contacts',
  'qualify_frequency',
  // sorcery.conf: which table an object is in
  'endpoint',
  'aor',
  'cache',
]);

/** @param variable in lower case; of pjsip_wizard.conf with its prefix, `endpoint/force_rport` */
export function isPolicyVariable(variable: string): boolean {
  return names.has(variable.replace(/^(?:endpoint|aor)\//, ''));
}
