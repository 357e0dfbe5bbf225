// ARI of one Asterisk, for as long as farend runs: connects again whenever the connection ends, turns
// what Asterisk says into AsteriskEvents, and calls operations.

import { AppError, isAppError } from '../../base/app-error.ts';
import type { AsteriskEvent } from '../asterisk-event.ts';
import { Backoff } from '../backoff.ts';
import {
  type AriClientOptions,
  type AriListener,
  type AriTiming,
  DEFAULT_APPLICATIONS,
  DEFAULT_TIMING,
} from './ari-options.ts';
import { explainReplaced, explainUnknownApplication, READ_ONLY_CURE } from './ari-reasons.ts';
import { AriSession } from './ari-session.ts';
import { askFirst } from './ask-first.ts';
import { translateEvent } from './translate-event.ts';

/** Private names with #: an object that is logged by mistake shows no secret. */
export class AriClient {
  /** Event type → how many of them did not pass their schema. */
  readonly unreadable = new Map<string, number>();
  readonly #options: AriClientOptions;
  readonly #applications: readonly string[];
  readonly #timing: AriTiming;
  readonly #listener: AriListener;
  readonly #now: () => number;
  readonly #backoff: Backoff;
  #session: AriSession | undefined;
  #isUp = false;
  /** ms since 1970. */
  #upSince = 0;
  #stop = new AbortController();
  #told: { isUp: boolean; reason: string } = { isUp: false, reason: '' };
  #reconnect: NodeJS.Timeout | undefined;

  constructor(options: AriClientOptions, listener: AriListener) {
    const { applications, timing, now = Date.now, random = Math.random } = options;
    this.#options = options;
    this.#applications = applications ?? DEFAULT_APPLICATIONS;
    this.#timing = { ...DEFAULT_TIMING, ...timing };
    this.#listener = listener;
    this.#now = now;
    this.#backoff = new Backoff(this.#timing, random);
  }

  /** Events come, and calls may be made. */
  get isUp(): boolean {
    return this.#isUp;
  }

  start(): void {
    this.#stop = new AbortController();
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#reconnect);
    await this.#session?.stop();
  }

  /**
   * One operation of ARI by its name in the API's documents, `('endpoints', 'list', {})`. Passwords
   * are taken out of what comes back.
   *
   * @throws AppError ARI_UNREACHABLE: not connected, no answer in time, or the connection dropped;
   * nothing is kept to be sent later. ARI_REFUSED: Asterisk said no
   */
  async call(
    resource: string,
    operation: string,
    args: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> {
    if (this.#session !== undefined && this.#isUp)
      return await this.#session.call(resource, operation, args);
    const { asterisk } = this.#options;
    throw new AppError(
      'ARI_UNREACHABLE',
      `${asterisk} is not connected on ARI: ${this.#told.reason}`,
    );
  }

  /** Reaches the programs that are connected as that application, and nobody else; throws as call does. */
  async sendUserEvent(
    application: string,
    name: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      // The package takes `variables` for the whole body where one of them has that name.
      const body = { variables };
      await this.call('events', 'userEvent', { eventName: name, application, variables: body });
    } catch (error) {
      if (isAppError(error, 'ARI_REFUSED') && /Application not found/i.test(error.message))
        throw new AppError('ARI_REFUSED', explainUnknownApplication(application), { cause: error });
      throw error;
    }
  }

  #connect(): void {
    const { signal } = this.#stop;
    const { connectMs } = this.#timing;
    askFirst(this.#options, connectMs, signal).then(
      ({ reason, isRefused }) => {
        if (signal.aborted) return;
        if (reason === '') this.#open();
        else this.#close(reason, isRefused);
      },
      (error: unknown) => this.#complain(error),
    );
  }

  #open(): void {
    const { url, username, password } = this.#options;
    const data = { url, username, password, applications: [...this.#applications] };
    const session = new AriSession(data, this.#timing, {
      onOpen: (isReadOnly) => {
        this.#isUp = true;
        this.#upSince = this.#now();
        this.#tell(
          true,
          isReadOnly ? `farend may not send ARI user events: ${READ_ONLY_CURE}` : '',
        );
      },
      onEvent: (event) => this.#guard(() => this.#take(event)),
      onUnreadable: () => this.#count('report'),
      onClose: (reason) => this.#session === session && this.#close(reason, false),
    });
    this.#session = session;
  }

  #take(event: Readonly<Record<string, unknown>>): void {
    if (event.type === 'ApplicationReplaced') {
      this.#giveWay();
      return;
    }
    const translation = translateEvent(event);
    if (translation === 'unreadable') this.#count(String(event.type));
    if (typeof translation === 'string') return;
    const { asterisk } = this.#options;
    this.#listener.onEvent({ ...translation, asterisk, time: this.#now() } as AsteriskEvent);
  }

  /** To connect again at once would take the application back, and so on without end. */
  #giveWay(): void {
    const session = this.#session;
    this.#close(explainReplaced(this.#applications), true);
    session?.stop().catch((error: unknown) => this.#complain(error));
  }

  #close(reason: string, isRefused: boolean): void {
    // One that ends as soon as it is up costs a thread each time.
    if (this.#isUp && this.#now() - this.#upSince > this.#timing.maxDelayMs) this.#backoff.reset();
    this.#isUp = false;
    this.#session = undefined;
    if (this.#stop.signal.aborted) return;
    this.#tell(false, reason);
    if (isRefused) this.#backoff.slowDown();
    clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => this.#connect(), this.#backoff.next());
  }

  #tell(isUp: boolean, reason: string): void {
    if (this.#told.isUp === isUp && this.#told.reason === reason) return;
    this.#told = { isUp, reason };
    this.#guard(() => this.#listener.onConnection(isUp, reason));
  }

  #count(name: string): void {
    this.unreadable.set(name, (this.unreadable.get(name) ?? 0) + 1);
  }

  /** Nothing that goes wrong with one event ends the connection, or the process. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#listener.onProblem(`${this.#options.asterisk}: ${message}`);
  }
}
