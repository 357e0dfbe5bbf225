// Programs that look for open PBXs and weak passwords, by the User-Agent that they send when nobody
// changed it. Silence tells them that nothing is here; whoever hides better meets the rate limit,
// Asterisk's challenge and the bans.

import { headerName } from '../../sip/header-name.ts';
import type { MessageView } from '../../sip/message-view.ts';

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/**
 * How their User-Agent begins, in lower case, and why each is here. Names that real phones have had
 * (eyeBeam, Test Agent, a bare "sip") are left out, also where scanners borrow them.
 */
const scanners: readonly string[] = [
  // SIPVicious: svmap, svwar and svcrack as they are delivered.
  'friendly-scanner',
  // The same, as later versions and copies name it.
  'sipvicious',
  // A copy of it that went through the networks as part of a worm.
  'sundayddr',
  // KaplanSoft's command line client, in the scripts of toll fraud.
  'sipcli',
  // What a kit for toll fraud sends that was built with the VaxVoIP library and never named itself;
  // softphones made with it have a name of their own.
  'vaxsipuseragent',
  // Calls premium numbers through PBXs that ask for no password.
  'pplsip',
  // The scanner of the SiVuS family.
  'sip-scan',
  // Looks for SIP devices and their make.
  'smap',
];

/** The name of the scanner that a request comes from, as in the list above; undefined for others. */
export function findScanner(view: MessageView): string | undefined {
  const line = view.find(headerName.userAgent);
  if (line < 0) return undefined;
  const start = view.valueStart(line);
  for (const name of scanners) {
    if (beginsWith(view.text, start, name)) return name;
  }
  return undefined;
}

/** Compares without copying, since every request is asked: nearly always the first letter differs. */
function beginsWith(text: string, start: number, lowerCase: string): boolean {
  for (let at = 0; at < lowerCase.length; at += 1) {
    const code = text.charCodeAt(start + at);
    const lower = code >= UPPER_A && code <= UPPER_Z ? code | 0x20 : code;
    if (lower !== lowerCase.charCodeAt(at)) return false;
  }
  return true;
}
