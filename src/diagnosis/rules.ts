// All rules, in the order in which findings are named (src/diagnosis/finding.ts).

import { ackMissing } from './findings/ack-missing.ts';
import { aclRefused } from './findings/acl-refused.ts';
import { algSuspected } from './findings/alg-suspected.ts';
import { amiDown } from './findings/ami-down.ts';
import { asteriskDown } from './findings/asterisk-down.ts';
import { asymmetricSignalling } from './findings/asymmetric-signalling.ts';
import { authFailed } from './findings/auth-failed.ts';
import { authLoop } from './findings/auth-loop.ts';
import { bindingShort } from './findings/binding-short.ts';
import { bruteForce } from './findings/brute-force.ts';
import { inDialogLost } from './findings/in-dialog-lost.ts';
import { maxContacts } from './findings/max-contacts.ts';
import { mediaUnroutable } from './findings/media-unroutable.ts';
import { messageTooLarge } from './findings/message-too-large.ts';
import { noAuth } from './findings/no-auth.ts';
import { policyDrift } from './findings/policy-drift.ts';
import { proxyDown } from './findings/proxy-down.ts';
import { rebindingStorm } from './findings/rebinding-storm.ts';
import { registrationLapsed } from './findings/registration-lapsed.ts';
import { replayedByDevice, replayedFromAddress } from './findings/replayed-credentials.ts';
import { responseLost } from './findings/response-lost.ts';
import { rportMissing } from './findings/rport-missing.ts';
import { scanner } from './findings/scanner.ts';
import { siteDown } from './findings/site-down.ts';
import { tollFraud, tollFraudByHost } from './findings/toll-fraud.ts';
import { trunkUnmatched } from './findings/trunk-unmatched.ts';
import { unknownAccount } from './findings/unknown-account.ts';
import { unreachable } from './findings/unreachable.ts';
import type { Rule, SubjectKind } from './rule.ts';

export const rules: readonly Rule[] = [
  rportMissing,
  responseLost,
  authLoop,
  authFailed,
  unknownAccount,
  maxContacts,
  aclRefused,
  noAuth,
  tollFraud,
  tollFraudByHost,
  replayedByDevice,
  replayedFromAddress,
  registrationLapsed,
  unreachable,
  bindingShort,
  rebindingStorm,
  siteDown,
  algSuspected,
  asymmetricSignalling,
  policyDrift,
  mediaUnroutable,
  ackMissing,
  inDialogLost,
  messageTooLarge,
  scanner,
  bruteForce,
  trunkUnmatched,
  asteriskDown,
  amiDown,
  proxyDown,
];

/** Those for one kind of subject, in the same order. */
export function selectRules<Kind extends SubjectKind>(
  kind: Kind,
): readonly Extract<Rule, { kind: Kind }>[] {
  return rules.filter((rule): rule is Extract<Rule, { kind: Kind }> => rule.kind === kind);
}
