// SIP goes through farend to Asterisk and back to where it came from: OPTIONS, and a REGISTER of an
// account that does not exist, which Asterisk has to challenge.

import { formatAddressPort } from '../../base/ip-address.ts';
import { RESTART, toChange, toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import type { ListenPath } from '../path/path-facts.ts';
import { hostOf, isOwnRefusal, portOf, tellExchange } from '../path/path-results.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'self-test',
  title: 'SIP goes through farend to Asterisk and back',
  check: judgePaths,
};

type PathCheckFacts = Pick<DoctorFacts, 'config' | 'configFile' | 'path'>;

/** A result for each address of the proxy. */
export function judgePaths(facts: PathCheckFacts): CheckResult[] {
  return facts.path.listens.map((each) => judge(each, facts));
}

function judge(listen: ListenPath, facts: PathCheckFacts): CheckResult {
  const { name, isAlive, options, register } = listen;
  if (!isAlive) return skip(`Nothing can go through ${name}: see proxy-answers`);
  if (register.answer === undefined || isOwnRefusal(register)) return judgeSilence(listen, facts);
  const evidence = tellBoth(listen);
  const broken = judgeReturn(listen) ?? judgeStatus(listen, facts);
  if (broken !== undefined) return broken;
  if (options.answer === undefined)
    return warn(`REGISTER goes through ${name} and comes back, OPTIONS does not`, { evidence });
  return pass(`REGISTER and OPTIONS go through ${name} to Asterisk and back`, evidence);
}

/** Nothing came back, or farend’s own 503 after a while: what was asked past farend tells where it was lost. */
function judgeSilence(listen: ListenPath, facts: PathCheckFacts): CheckResult {
  const { path, configFile, config } = facts;
  const evidence = [...tellBoth(listen), ...tellAsterisks(facts)];
  if (path.asterisks.every(({ options }) => options.answer === undefined))
    return fail(`${listen.name} brings no answer, since Asterisk gives none`, {
      evidence,
      changes: [toCommand('systemctl status asterisk')],
    });
  const { asteriskSide } = config.proxy;
  return fail(`Asterisk answers, but not to farend: phones at ${listen.name} get nothing`, {
    evidence: [...evidence, `farend speaks to Asterisk from udp://${path.asteriskSide}`],
    changes: [
      toChange(
        `${configFile}, proxy.asteriskSide`,
        'an address of this machine that Asterisk reaches, and that no firewall keeps from it',
        {
          from:
            asteriskSide && `udp://${formatAddressPort(asteriskSide.address, asteriskSide.port)}`,
          apply: RESTART,
        },
      ),
    ],
  });
}

/** RFC 3581 §4: the answer says from where farend saw the request come. */
function judgeReturn({ name, source, register }: ListenPath): CheckResult | undefined {
  const { received = '', rport = '' } = register.answer ?? {};
  if (rport === portOf(source) && received !== '') return undefined;
  return fail(`Answers through ${name} do not say where the request came from`, {
    evidence: [`sent from ${source}, answered with received=${received} and rport=${rport}`],
  });
}

function judgeStatus(listen: ListenPath, facts: PathCheckFacts): CheckResult | undefined {
  const { name, register } = listen;
  const { statusCode = 0, challenges = [] } = register.answer ?? {};
  const evidence = tellBoth(listen);
  if (statusCode === 401 && challenges.length > 0) return undefined;
  if (statusCode === 401 || statusCode === 403)
    return fail(`Asterisk refuses whoever comes through farend at ${name}: an ACL of it`, {
      evidence,
      changes: [
        toChange(
          'pjsip.conf (type=acl), acl.conf or sip.conf: after the last deny=',
          `permit=${hostOf(facts.path.asteriskSide)}`,
          { apply: 'asterisk -rx "core reload"' },
        ),
      ],
    });
  return warn(
    `An account that does not exist is answered ${statusCode} at ${name}, where 401 was expected`,
    {
      evidence: [
        ...evidence,
        'Asterisk knows farend’s address as somebody (identify), takes anonymous requests, or says which accounts exist (alwaysauthreject=no)',
      ],
    },
  );
}

function tellBoth({ name, options, register }: ListenPath): string[] {
  return [
    `REGISTER through ${name}: ${tellExchange(register)}`,
    `OPTIONS through ${name}: ${tellExchange(options)}`,
  ];
}

function tellAsterisks({ path }: PathCheckFacts): string[] {
  return path.asterisks.map(
    ({ name, options }) => `OPTIONS to ${name}, past farend: ${tellExchange(options)}`,
  );
}
