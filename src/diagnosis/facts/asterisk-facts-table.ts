// The facts of each Asterisk, by its name in the configuration.

import { readAddress } from '../../correlation/address-text.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import type { World } from '../world.ts';
import { type AsteriskFacts, createAsteriskFacts } from './asterisk-facts.ts';
import { noteLink } from './farend-facts.ts';

/** After the notice that one is silent: what was under way may still be answered. */
const LAST_ANSWERS_MS = 10_000;

export class AsteriskFactsTable {
  private readonly asterisks = new Map<string, AsteriskFacts>();

  all(): Iterable<AsteriskFacts> {
    return this.asterisks.values();
  }

  hearWorld({ time, asterisks }: World): void {
    for (const { name, sip, ami, ari } of asterisks) {
      const facts = this.asterisks.get(name) ?? createAsteriskFacts(name);
      this.asterisks.set(name, facts);
      facts.sip = sip;
      facts.ami = noteLink(facts.ami, ami, time);
      facts.ari = ari && noteLink(facts.ari, ari, time);
    }
  }

  /** The detail names it as `sip` does; without one the address does. */
  hearNotice(notice: ProxyNotice): void {
    const { source, detail } = notice;
    for (const asterisk of this.asterisks.values()) {
      const { sip } = asterisk;
      const isMeant = detail === undefined ? readAddress(sip) === source : sip === detail;
      if (isMeant) asterisk.notices.set(notice.kind, notice);
    }
  }

  /** The first that is accepted after it was told to be down says that it is not. */
  noteAccepted(name: string, timeMs: number): void {
    const asterisk = this.asterisks.get(name);
    if (asterisk === undefined) return;
    const downAt = asterisk.notices.get('asterisk-down')?.time ?? 0;
    const isNews = asterisk.acceptedAt < downAt;
    if (isNews && timeMs - downAt > LAST_ANSWERS_MS) asterisk.acceptedAt = timeMs;
  }
}
