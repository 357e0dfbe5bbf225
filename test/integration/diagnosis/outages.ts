// What everything depends on goes away, and comes back.

import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { AMI_PORT, type CompanionOffice } from '../../support/companion-office.ts';
import { cutTcp } from '../../support/network/tcp-cut.ts';
import type { FindingsLab } from './findings-lab.ts';
import type { Mend } from './scenario.ts';

export interface Outage {
  readonly finding: FindingName;
  readonly title: string;
  readonly subject: string;
  readonly cause: (scene: CompanionOffice) => Promise<Mend>;
  /** Asterisk's return explains for a minute what phones say of it. */
  readonly isSoonOver: boolean;
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
    isSoonOver: true,
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
    isSoonOver: true,
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
    isSoonOver: false,
    evidence: /^it does not answer OPTIONS at 203\.0\.113\.10:5080 since/,
    remedy: /systemctl status asterisk/,
  },
];

const WITHIN_MS = 60_000;

/**
 * After everything else in the lab, one after the other: phones at work would be drawn into it.
 *
 * @returns what is found while each lasts
 */
export function beginOutages(lab: FindingsLab): ReadonlyMap<Outage, Promise<FindingAnswer>> {
  const found = new Map<Outage, Promise<FindingAnswer>>();
  let before: Promise<unknown> = lab.waitForAll();
  for (const outage of outages) {
    const suffered = before.then(() => suffer(lab, outage));
    before = suffered.catch(() => undefined);
    found.set(outage, suffered);
  }
  return found;
}

async function suffer({ scene, watch }: FindingsLab, outage: Outage): Promise<FindingAnswer> {
  const { finding: name, title, subject, cause, isSoonOver } = outage;
  const what = `${name} ${title}`;
  const accepts = (finding: FindingAnswer) => finding.name === name && finding.subject === subject;
  const mend = await cause(scene);
  const finding = await watch.waitFor(accepts, what, WITHIN_MS);
  await mend();
  if (isSoonOver) await watch.waitUntilGone(accepts, what, WITHIN_MS);
  return finding;
}
