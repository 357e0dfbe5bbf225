// What everything depends on goes away, and comes back.

import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { AMI_PORT, type CompanionOffice } from '../../support/companion-office.ts';
import { cutTcp } from '../../support/network/tcp-cut.ts';
import type { Mend } from './scenario.ts';

export interface Outage {
  readonly finding: FindingName;
  readonly title: string;
  readonly subject: string;
  readonly cause: (scene: CompanionOffice) => Promise<Mend>;
  readonly evidence: RegExp;
  readonly remedy: RegExp;
}

export const outages: readonly Outage[] = [
  {
    finding: 'proxy-down',
    title: 'while the proxy stands still',
    subject: 'farend',
    cause: async ({ farend }) => {
      const pid = farend.findProxyPid();
      process.kill(pid, 'SIGSTOP');
      return async () => process.kill(pid, 'SIGCONT');
    },
    evidence: /^the feed of the proxy is down since/,
    remedy: /farend status/,
  },
  {
    finding: 'ami-down',
    title: 'while nobody listens at the port of AMI',
    subject: 'asterisk main',
    cause: async ({ office, farend }) => {
      const from = farend.log.items.length;
      const cut = await cutTcp(office.pbx.namespace, AMI_PORT);
      await farend.waitForLog(({ event }) => event === 'ami-down', undefined, from);
      return () => cut.heal();
    },
    evidence: /^AMI is down since/,
    remedy: /manager show settings/,
  },
  {
    finding: 'asterisk-down',
    title: 'while Asterisk does not run',
    subject: 'asterisk main',
    cause: async ({ office }) => {
      await office.asterisk.halt();
      return () => office.asterisk.start();
    },
    evidence: /^it does not answer OPTIONS at 203\.0\.113\.10:5080 since/,
    remedy: /systemctl status asterisk/,
  },
];
