// What a setting is good for, for an administrator of Asterisk: one sentence that names the entry of
// the policy which wants it.

import type { Claim } from './claims.ts';
import type { EndpointPattern } from './wanted-settings.ts';

/** `Answers go to where the request came from … (nat: yes for 4*).` */
export function explainSetting(claim: Claim): string {
  return `${explainUse(claim)} (${nameOption(claim)} for ${claim.pattern.match}).`;
}

const uses: Readonly<Record<string, string>> = {
  'force_rport=yes': 'Answers go to the address and port that a request came from',
  'force_rport=no': 'Answers go to the port in the Via of a request, unless it has rport',
  'rtp_symmetric=yes': 'Media goes to where media comes from',
  'rtp_symmetric=no': 'Media goes to the address in the SDP',
  'rewrite_contact=yes':
    'Calls go to where the REGISTER came from, whatever address its Contact has',
  'rewrite_contact=no': 'Calls go to the Contact as the phone registered it',
  'direct_media=yes': 'Phones may send media to each other, not through Asterisk',
  'direct_media=no': 'Media stays with Asterisk: phones behind NAT do not reach each other',
  'qualify_frequency=0': 'Asterisk does not ask the phone whether it is there',
  'nat=no': 'Answers and media go where the phone says, in Via and SDP',
  'nat=force_rport': 'Answers and calls go to where a request came from',
  'nat=comedia': 'Media goes to where media comes from',
  'nat=force_rport,comedia':
    'Answers and calls go to where a request came from, media to where media comes from',
  'directmedia=yes': 'Phones may send media to each other, not through Asterisk',
  'directmedia=no': 'Media stays with Asterisk: phones behind NAT do not reach each other',
  'qualify=yes': 'Asterisk asks the phone whether it is there, which also keeps its router open',
  'qualify=no': 'Asterisk does not ask the phone whether it is there',
};

function explainUse({ kind, setting, wanted, actual }: Claim): string {
  if (kind === 'general')
    return 'Names that do not exist are answered like those of peers, so that outsiders cannot find these';
  if (setting === 'max_contacts')
    return wanted === '1'
      ? 'One phone can be registered at a time'
      : `Up to ${wanted} phones can be registered at the same time`;
  const use = uses[`${setting}=${wanted}`];
  if (setting === 'nat' && actual?.includes('auto_') === true)
    return `${use ?? 'It stays as it is where the entry leaves it open'}; what is auto_ switches itself off behind a proxy`;
  if (use !== undefined) return use;
  return setting === 'nat'
    ? 'One half is set, and the other stays as it is'
    : `Asterisk asks the phone every ${wanted} s whether it is there, which also keeps its router open`;
}

/** Which option of the entry the setting follows from. */
function nameOption({ setting, pattern }: Claim): string {
  if (setting === 'max_contacts') return `maxContacts: ${pattern.maxContacts}`;
  if (setting.startsWith('qualify')) return `qualify: ${formatQualify(pattern)}`;
  const { directMedia, rewriteContact } = pattern;
  if (/^direct_?media$/.test(setting) && directMedia !== undefined)
    return `directMedia: ${directMedia ? 'yes' : 'no'}`;
  if (setting === 'rewrite_contact' && rewriteContact !== undefined)
    return `rewriteContact: ${rewriteContact ? 'yes' : 'no'}`;
  return `nat: ${pattern.nat}`;
}

/** `60s`; `no` for never. */
export function formatQualify({ qualifyMs = 0 }: EndpointPattern): string {
  return qualifyMs === 0 ? 'no' : `${qualifyMs / 1_000}s`;
}
