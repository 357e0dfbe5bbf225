// A captured final answer to a REGISTER: where it went, what its Via told, what it asks for.

import { formatAddressPort } from '../base/ip-address.ts';
import type { AnswerSeen, DigestUse } from '../observation/sip-observation.ts';
import { readChallenge } from '../sip/digest.ts';
import { type HeaderName, headerName } from '../sip/header-name.ts';
import type { MessageView } from '../sip/message-view.ts';
import type { CapturedAddress } from './captured-message.ts';
import type { CapturedRegister } from './captured-register.ts';

/** No Asterisk has more: one for each algorithm of the account. */
const MAX_CHALLENGES = 8;

export function describeAnswer(
  destination: CapturedAddress,
  { view, statusCode, mandatory }: CapturedRegister,
): AnswerSeen {
  const { rport } = mandatory.lines.via;
  return {
    sentTo: formatAddressPort(destination.address, destination.port),
    hasRport: rport.end > rport.valueStart,
    challenges: readChallenges(view, statusCode),
  };
}

function readChallenges(view: MessageView, statusCode: number): DigestUse[] {
  if (statusCode === 401) return readLines(view, headerName.wwwAuthenticate);
  return statusCode === 407 ? readLines(view, headerName.proxyAuthenticate) : [];
}

function readLines(view: MessageView, name: HeaderName): DigestUse[] {
  const challenges: DigestUse[] = [];
  let line = view.find(name);
  for (; line >= 0 && challenges.length < MAX_CHALLENGES; line = view.find(name, line + 1)) {
    const { realm, algorithm } = readChallenge(
      view.text,
      view.valueStart(line),
      view.valueEnd(line),
    );
    challenges.push({ realm, algorithm });
  }
  return challenges;
}
