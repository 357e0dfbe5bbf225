// Bans: what the companion hears goes to the judge; what he decides goes to the proxy, to the log, and to
// the file that fail2ban reads.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { type BanDecision, BanJudge } from '../bans/ban-judge.ts';
import { formatFail2banLine } from '../bans/fail2ban-line.ts';
import { PhoneAddresses } from '../bans/phone-addresses.ts';
import { readRefusedRegister, readRefusedRequest } from '../bans/refused-password.ts';
import { isLoopback } from '../base/ip-address.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { DeviceRecord, RecordChange } from '../correlation/device-record.ts';
import type { Question } from '../feed/feed-connection.ts';
import type { Answer } from '../feed/frames.ts';
import { createNetworkSet } from '../nat/networks.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { Fail2banLog } from './fail2ban-log.ts';
import { RepeatFilter } from './repeat-filter.ts';

interface BanServiceParts {
  readonly log: Logger;
  /** Undefined without a state directory. */
  readonly fail2ban: Fail2banLog | undefined;
  readonly ask: (question: Question) => Promise<Answer>;
}

export class BanService {
  private readonly parts: BanServiceParts;
  private readonly phones = new PhoneAddresses();
  private readonly judge: BanJudge;
  private readonly repeats = new RepeatFilter();

  constructor(config: FarendConfig, parts: BanServiceParts) {
    this.parts = parts;
    const isProtected = makeProtection(config);
    this.judge = new BanJudge({
      isProtected,
      hasHealthyPhone: (address) => this.phones.has(address),
    });
  }

  /** @param records what is known before anything is heard */
  start(records: Iterable<DeviceRecord>): void {
    this.parts.fail2ban?.open();
    for (const record of records) this.phones.note(record, false);
  }

  async stop(): Promise<void> {
    await this.parts.fail2ban?.close();
  }

  onChanges(changes: readonly RecordChange[]): void {
    for (const { record, isRemoved } of changes) this.phones.note(record, isRemoved);
  }

  onObservation(observation: SipObservation): void {
    const password = readRefusedRegister(observation);
    if (password !== undefined) this.take(this.judge.onRefused(password));
  }

  onDialog(observation: DialogObservation): void {
    const password = readRefusedRequest(observation);
    if (password !== undefined) this.take(this.judge.onRefused(password));
  }

  onAsterisk(event: AsteriskEvent): void {
    if (event.kind === 'authentication') this.take(this.judge.onWord(event));
  }

  /** The proxy forgets bans when it ends. */
  onProxyRestart(nowMs: number): void {
    for (const { address, untilMs } of this.judge.listInForce(nowMs)) this.ban(address, untilMs);
  }

  private take(decision: BanDecision | undefined): void {
    if (decision === undefined) return;
    const { reason, password, count, untilMs } = decision;
    const { address, source, username: account } = password;
    const { log, fail2ban } = this.parts;
    log.debug(
      { event: 'password-refused', reason, source, account, count },
      `a password from ${address} was refused: ${reason}`,
    );
    if (reason === 'below-threshold' || reason === 'banned' || reason === 'already-banned')
      fail2ban?.write(formatFail2banLine(password));
    if (reason !== 'banned') return;
    log.warn(
      { event: 'ban-decided', source: address, count, until: new Date(untilMs).toISOString() },
      `${address} is banned: ${count} passwords from there were refused within ten minutes`,
    );
    this.ban(address, untilMs);
  }

  private ban(address: string, untilMs: number): void {
    this.parts.ask({ type: 'ban', address, untilMs }).then(
      (answer) => {
        if (answer.type === 'refused') this.tellFailure(address, answer.reason);
      },
      (error: unknown) => this.tellFailure(address, (error as Error).message),
    );
  }

  private tellFailure(address: string, reason: string): void {
    const repeated = this.repeats.admit(`ban ${address}`, Date.now());
    if (repeated !== undefined)
      this.parts.log.warn(
        { event: 'ban-failed', source: address, repeated },
        `${address} could not be banned: ${reason}`,
      );
  }
}

export function createBanService(
  config: FarendConfig,
  ask: BanServiceParts['ask'],
  log: Logger,
): BanService {
  const repeats = new RepeatFilter();
  const path = config.state && join(config.state, 'fail2ban.log');
  const fail2ban =
    path &&
    new Fail2banLog(path, (error) => {
      const repeated = repeats.admit('fail2ban', Date.now());
      if (repeated !== undefined)
        log.warn({ event: 'fail2ban-trouble', repeated, err: error }, `${path} cannot be written`);
    });
  return new BanService(config, { log, ask, fail2ban: fail2ban || undefined });
}

/** What the proxy refuses to ban, and the operator's own networks. */
function makeProtection({ proxy, asterisk }: FarendConfig): (address: string) => boolean {
  const asterisks = [...proxy.asterisk, ...asterisk.flatMap(({ sip }) => sip ?? [])];
  const networks = createNetworkSet([
    ...proxy.localNetworks,
    ...proxy.trunks,
    ...proxy.trustedProxies,
    ...asterisks.map(({ address }) => address),
    ...proxy.listen.map(({ address }) => address),
  ]);
  return (address) => address === '' || isLoopback(address) || networks.has(address);
}
