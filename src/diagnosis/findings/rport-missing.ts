// A phone registers without rport (RFC 3581): behind a router that changes ports it works only because
// somebody else sees to it. A few old phones do not take a `rport=` either that they did not ask for.

import type { DeviceFacts } from '../facts/device-facts.ts';
import { refusesRport, works } from '../register-clues.ts';
import type { DeviceRule, Found, RuleContext } from '../rule.ts';
import { adviseSetting, namePhone, tellAnswerWay, tellVia } from '../words.ts';

export const rportMissing: DeviceRule = {
  kind: 'device',
  name: 'rport-missing',
  find(facts, context) {
    if (facts.record.wire?.rport !== 'missing') return undefined;
    if (refusesRport(facts)) return tellRefusal(facts);
    return works(facts) ? tellHelp(facts, context) : 'unsure';
  },
};

function tellHelp(facts: DeviceFacts, context: RuleContext): Found {
  return {
    severity: 'info',
    summary: `${namePhone(facts)} does not offer rport; it works because ${explainSuccess(facts, context)}.`,
    description:
      'Without rport (RFC 3581) the answers to a phone go to the port that its Via names, and a router seldom lets them through there. It is not required any more here, and still recommended.',
    evidence: [...tellVia(facts), `its REGISTERs come from ${facts.record.wire?.source}`],
    remedy: advise(facts),
  };
}

function explainSuccess({ record, registers }: DeviceFacts, { hasProxy }: RuleContext): string {
  const { answer } = registers;
  if (answer !== undefined && answer.sentTo !== record.wire?.source)
    return `no router stands between it and its answers, which go to ${answer.sentTo}`;
  return `${hasProxy ? 'farend' : 'Asterisk'} answers to where it sends from all the same`;
}

function tellRefusal(facts: DeviceFacts): Found {
  return {
    severity: 'warning',
    summary: `${namePhone(facts)} does not take its answers: they carry a rport= that it did not ask for.`,
    description:
      'The answers reach the place where the phone sends from, and it repeats its REGISTER as if there had been none. Old phones drop answers whose Via has a rport= that they did not offer; Asterisk puts it there with force_rport. If the phone takes other answers with it, they are lost on the way.',
    evidence: [
      ...tellVia(facts),
      ...tellAnswerWay(facts),
      'the Via in the answer has a rport= with a value',
      ...facts.record.verdict.evidence,
    ],
    remedy: [
      'Let the phone register through farend: it answers to where the phone sends from without rport=.',
      ...advise(facts),
    ],
  };
}

function advise(facts: DeviceFacts): string[] {
  return adviseSetting(
    facts,
    'rport',
    'Look for rport, RFC 3581 or symmetric response routing in the SIP settings of the phone, and switch it on.',
  );
}
