// The ways to each Asterisk of the configuration, and how they are.

import type { Logger } from 'pino';
import type { LinkHealth } from '../api/companion-view.ts';
import { AmiClient } from '../asterisk/ami/ami-client.ts';
import type { AmiHeaders } from '../asterisk/ami/ami-message.ts';
import type { AsteriskEvent, ConnectionEvent } from '../asterisk/asterisk-event.ts';
import { isAppError } from '../base/app-error.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { readSecret } from '../config/secret-source.ts';

export interface AsteriskListener {
  onEvent(event: AsteriskEvent): void;
  onUserEvent(asterisk: string, name: string, headers: AmiHeaders): void;
}

export class AsteriskLinks {
  private readonly log: Logger;
  private readonly listener: AsteriskListener;
  private readonly amiClients = new Map<string, AmiClient>();
  private readonly amiHealth = new Map<string, LinkHealth>();

  constructor(asterisks: FarendConfig['asterisk'], listener: AsteriskListener, log: Logger) {
    this.log = log;
    this.listener = listener;
    for (const asterisk of asterisks) this.add(asterisk);
  }

  start(): void {
    for (const client of this.amiClients.values()) client.start();
  }

  stop(): void {
    for (const client of this.amiClients.values()) client.stop();
  }

  /** Of one Asterisk, by its name in the configuration. */
  readAmiHealth(asterisk: string): LinkHealth {
    return this.amiHealth.get(asterisk) ?? { isUp: false, reason: 'not connected yet' };
  }

  /** Where a secret cannot be read the others go on, and the reason is told as that of a connection. */
  private add({ name, ami }: FarendConfig['asterisk'][number]): void {
    try {
      const { host, port, username } = ami;
      const secret = readSecret(ami.secret);
      this.amiClients.set(
        name,
        new AmiClient(
          { asterisk: name, host, port, username, secret },
          {
            onEvent: (event) => this.take(event),
            onUserEvent: (event, headers) => this.listener.onUserEvent(name, event, headers),
            onProblem: (sentence) => this.log.warn({ event: 'ami-problem' }, sentence),
          },
        ),
      );
    } catch (error) {
      if (!isAppError(error, 'SECRET_UNREADABLE')) throw error;
      const { message: reason } = error;
      this.take({ kind: 'connection', asterisk: name, time: Date.now(), isUp: false, reason });
    }
  }

  private take(event: AsteriskEvent): void {
    if (event.kind === 'connection') this.note(event);
    this.listener.onEvent(event);
  }

  private note({ asterisk, isUp, reason }: ConnectionEvent): void {
    this.amiHealth.set(asterisk, { isUp, reason });
    if (!isUp) this.log.error({ event: 'ami-down', asterisk }, `AMI of ${asterisk}: ${reason}`);
    else if (reason !== '') this.log.warn({ event: 'ami-partial', asterisk }, reason);
    else this.log.info({ event: 'ami-up', asterisk }, `AMI of ${asterisk}: connected`);
  }
}
