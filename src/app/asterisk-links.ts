// The ways to each Asterisk of the configuration, AMI and ARI, and how they are.

import type { Logger } from 'pino';
import type { AnsweringAsterisk, InformedApplication } from '../api/ami-answers/ami-answers.ts';
import type { AsteriskHealth, LinkHealth } from '../api/companion-view.ts';
import { AmiClient } from '../asterisk/ami/ami-client.ts';
import type { AmiHeaders, TagResponse } from '../asterisk/ami/ami-message.ts';
import type { AmiAction } from '../asterisk/ami/ami-text.ts';
import { AriClient } from '../asterisk/ari/ari-client.ts';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { isAppError } from '../base/app-error.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { readSecret } from '../config/secret-source.ts';

export interface AsteriskListener {
  onEvent(event: AsteriskEvent): void;
  /** Logged in over AMI, after it was not; what is known of it has been told before. */
  onUp(asterisk: string): void;
  onDown(asterisk: string): void;
  onUserEvent(asterisk: string, name: string, headers: AmiHeaders): void;
}

type AsteriskConfig = FarendConfig['asterisk'][number];

interface Link {
  readonly config: AsteriskConfig;
  ami: AmiClient | undefined;
  /** As onUp and onDown told. */
  isUp: boolean;
  amiHealth: LinkHealth;
  ari: AriClient | undefined;
  ariHealth: LinkHealth;
}

const NOT_YET: LinkHealth = { isUp: false, reason: 'not connected yet' };

export class AsteriskLinks {
  private readonly log: Logger;
  private readonly tagResponse: TagResponse;
  private readonly listener: AsteriskListener;
  private readonly links: readonly Link[];

  /** @param tagResponse see SipObservation: what stands for a digest response */
  constructor(
    asterisks: FarendConfig['asterisk'],
    listener: AsteriskListener,
    log: Logger,
    tagResponse: TagResponse,
  ) {
    this.log = log;
    this.tagResponse = tagResponse;
    this.listener = listener;
    this.links = asterisks.map((config) => this.createLink(config));
  }

  /** Those that may be spoken to over AMI. */
  get answering(): readonly AnsweringAsterisk[] {
    return this.links.flatMap(({ config: { name, astdb }, ami }) =>
      ami === undefined ? [] : [{ name, ami, mirrorsAstDb: astdb }],
    );
  }

  /** ARI applications that are told of changes. */
  get informed(): readonly InformedApplication[] {
    return this.links.flatMap(({ config, ari }) =>
      ari === undefined
        ? []
        : (config.ari?.applications ?? []).map((name) => ({ name, asterisk: config.name, ari })),
    );
  }

  get health(): readonly AsteriskHealth[] {
    return this.links.map(({ config, amiHealth, ariHealth }) => ({
      name: config.name,
      ami: amiHealth,
      ari: config.ari === undefined ? undefined : ariHealth,
    }));
  }

  start(): void {
    for (const link of this.links) {
      link.ami?.start();
      link.ari?.start();
      if (link.ami === undefined) this.tellUnasked(link);
    }
  }

  /** Each, or that one, is asked for all that it has, as it was after the login. */
  askAgain(asterisk?: string): void {
    for (const { ami, config } of this.links)
      if (config.name === (asterisk ?? config.name)) ami?.requestSnapshot();
  }

  /** @throws AppError AMI_UNREACHABLE, AMI_REFUSED */
  async send(asterisk: string, action: AmiAction): Promise<void> {
    await this.links.find(({ config }) => config.name === asterisk)?.ami?.send(action);
  }

  async stop(): Promise<void> {
    for (const { ami } of this.links) ami?.stop();
    await Promise.all(this.links.map(({ ari }) => ari?.stop() ?? Promise.resolve()));
  }

  /** Where a secret cannot be read the others go on, and the reason is told as that of a connection. */
  private createLink(config: AsteriskConfig): Link {
    const link: Link = {
      config,
      ami: undefined,
      isUp: false,
      amiHealth: NOT_YET,
      ari: undefined,
      ariHealth: NOT_YET,
    };
    withoutSecret(
      () => {
        link.ami = this.createAmi(link);
      },
      (reason) => {
        this.noteAmi(link, false, reason);
      },
    );
    withoutSecret(
      () => {
        link.ari = this.createAri(link);
      },
      (reason) => {
        this.noteAri(link, false, reason);
      },
    );
    return link;
  }

  private createAmi(link: Link): AmiClient {
    const { name: asterisk, ami } = link.config;
    const { host, port, username } = ami;
    return new AmiClient(
      {
        asterisk,
        host,
        port,
        username,
        secret: readSecret(ami.secret),
        tagResponse: this.tagResponse,
      },
      {
        onEvent: (event) => {
          if (event.kind === 'connection') this.noteAmi(link, event.isUp, event.reason);
          this.listener.onEvent(event);
          if (event.kind === 'connection') this.tellChange(link, event.isUp);
        },
        onUserEvent: (name, headers) => this.listener.onUserEvent(asterisk, name, headers),
        onProblem: (sentence) => this.log.warn({ event: 'ami-problem' }, sentence),
      },
    );
  }

  private createAri(link: Link): AriClient | undefined {
    const { name: asterisk, ari } = link.config;
    if (ari === undefined) return undefined;
    const { url, username } = ari;
    return new AriClient(
      { asterisk, url, username, password: readSecret(ari.password) },
      {
        onEvent: (event) => {
          // AMI tells the same and more, in its order; ARI's word comes on another way, and perhaps later.
          if (!link.amiHealth.isUp) this.listener.onEvent(event);
        },
        onConnection: (isUp, reason) => this.noteAri(link, isUp, reason),
        onProblem: (sentence) => this.log.warn({ event: 'ari-problem' }, sentence),
      },
    );
  }

  /** It will never be asked: what was known of it is not believed any longer. */
  private tellUnasked({ config: { name: asterisk }, amiHealth: { reason } }: Link): void {
    this.listener.onEvent({ kind: 'connection', asterisk, time: Date.now(), isUp: false, reason });
  }

  private tellChange(link: Link, isUp: boolean): void {
    if (link.isUp === isUp) return;
    link.isUp = isUp;
    const { name } = link.config;
    if (isUp) this.listener.onUp(name);
    else this.listener.onDown(name);
  }

  private noteAmi(link: Link, isUp: boolean, reason: string): void {
    link.amiHealth = { isUp, reason };
    this.tell('ami', link.config.name, link.amiHealth);
  }

  private noteAri(link: Link, isUp: boolean, reason: string): void {
    link.ariHealth = { isUp, reason };
    this.tell('ari', link.config.name, link.ariHealth);
  }

  private tell(way: 'ami' | 'ari', asterisk: string, { isUp, reason }: LinkHealth): void {
    const sentence = `${way.toUpperCase()} of ${asterisk}: ${reason === '' ? 'connected' : reason}`;
    if (!isUp) this.log.error({ event: `${way}-down`, asterisk }, sentence);
    else if (reason !== '') this.log.warn({ event: `${way}-partial`, asterisk }, sentence);
    else this.log.info({ event: `${way}-up`, asterisk }, sentence);
  }
}

function withoutSecret(create: () => void, miss: (reason: string) => void): void {
  try {
    create();
  } catch (error) {
    if (!isAppError(error, 'SECRET_UNREADABLE')) throw error;
    miss(error.message);
  }
}
