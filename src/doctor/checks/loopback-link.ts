// farend does not talk to Asterisk over 127.0.0.1: Asterisk writes the address of that link into its SDP,
// and phones would send their media to themselves.

import { formatAddressPort, isLoopback } from '../../base/ip-address.ts';
import { RESTART, toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isInsideOnly, listMachineAddresses } from '../machine/seen-addresses.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'loopback-link',
  title: 'farend talks to Asterisk over an address that phones can send media to',
  check: (facts) => [judge(facts)],
};

function judge(facts: DoctorFacts): CheckResult {
  const { config, configFile, machine } = facts;
  const { asterisk, asteriskSide } = config.proxy;
  if (isInsideOnly(facts)) return pass('No phone comes through farend: the link may be loopback');
  const target = asterisk.find(({ address }) => isLoopback(address));
  const isSide = asteriskSide !== undefined && isLoopback(asteriskSide.address);
  if (target === undefined && !isSide)
    return pass('farend talks to Asterisk over an address that phones can send media to');
  const own =
    machine.mainAddress ?? listMachineAddresses(facts).find((each) => !isLoopback(each)) ?? '';
  const wrong = target ?? asteriskSide ?? { address: '', port: 0 };
  const key = target === undefined ? 'proxy.asteriskSide' : 'proxy.asterisk';
  return fail(
    'farend talks to Asterisk over loopback: 127.0.0.1 gets into SDP, and calls have no sound',
    {
      evidence: [`${key} is udp://${formatAddressPort(wrong.address, wrong.port)}`],
      changes: [
        toChange(`${configFile}, ${key}`, `udp://${formatAddressPort(own, wrong.port)}`, {
          from: `udp://${formatAddressPort(wrong.address, wrong.port)}`,
          apply: RESTART,
        }),
      ],
    },
  );
}
