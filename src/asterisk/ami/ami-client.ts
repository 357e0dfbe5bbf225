// AMI of one Asterisk, for as long as farend runs: logs in again whenever the connection ends, has a
// snapshot taken then, and turns what Asterisk says into AsteriskEvents.

import { AppError, isAppError } from '../../base/app-error.ts';
import type { AsteriskEvent } from '../asterisk-event.ts';
import { Backoff } from '../backoff.ts';
import type { AmiMessage } from './ami-message.ts';
import {
  type AmiClientOptions,
  type AmiListener,
  type AmiTiming,
  DEFAULT_TIMING,
} from './ami-options.ts';
import { explainSnapshotFailure } from './ami-reasons.ts';
import { AmiSession, type SessionListener } from './ami-session.ts';
import { type AmiAction, cutBytes } from './ami-text.ts';
import { EventReader } from './event-reader.ts';
import { Permissions } from './permissions.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';

/** An AMI line has 1024 bytes, with the name of the header. */
const MAX_VALUE_BYTES = 1000;

export class AmiClient {
  /** Private names with #: an object that is logged by mistake shows no secret. */
  readonly #options: AmiClientOptions;
  readonly #timing: AmiTiming;
  readonly #listener: AmiListener;
  readonly #now: () => number;
  readonly #reader: EventReader;
  readonly #backoff: Backoff;
  readonly #keeper: SnapshotKeeper;
  #session: AmiSession | undefined;
  #permissions = new Permissions();
  #isOpen = false;
  #isStopped = true;
  /** The drop that is under way was wanted, and nobody need hear of it. */
  #isQuiet = false;
  /** Why the connection is about to drop, when Asterisk has said so. */
  #shutdown: string | undefined;
  #told = { isUp: false, reason: '' };
  #reconnect: NodeJS.Timeout | undefined;
  #bootCheck: NodeJS.Timeout | undefined;
  #refresh: NodeJS.Timeout | undefined;
  #classCheck: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Timeout | undefined;

  constructor(options: AmiClientOptions, listener: AmiListener) {
    const { asterisk, timing, now = Date.now, random = Math.random } = options;
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...timing };
    this.#listener = listener;
    this.#now = now;
    this.#reader = new EventReader(asterisk, now);
    this.#backoff = new Backoff(this.#timing, random);
    this.#keeper = this.#createKeeper(random);
  }

  /** Logged in. */
  get isUp(): boolean {
    return this.#isOpen;
  }

  /** Event name → how many of them did not pass their schema. */
  get unreadable(): ReadonlyMap<string, number> {
    return this.#reader.unreadable;
  }

  start(): void {
    this.#isStopped = false;
    this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#reconnect);
    this.#keeper.pause();
    this.#session?.close('farend stops');
  }

  /**
   * One action, one answer.
   *
   * @throws AppError AMI_UNREACHABLE: not logged in, no answer, or the connection dropped; nothing is
   * kept to be sent later. AMI_REFUSED: Asterisk said no
   */
  send(action: AmiAction): Promise<AmiMessage> {
    return this.#ask((session) => session.send(action));
  }

  /** An action that is answered by events of one name; throws as send does. */
  list(action: AmiAction, itemEvent: string, completeEvent: string): Promise<AmiMessage[]> {
    return this.#ask((session) => session.list(action, [itemEvent], completeEvent));
  }

  /** Values are cut at 1000 bytes; throws as send does. */
  async sendUserEvent(name: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const cut = Object.entries(headers).map(([key, value]) => [
      key,
      cutBytes(value, MAX_VALUE_BYTES),
    ]);
    await this.send({ Action: 'UserEvent', UserEvent: name, ...Object.fromEntries(cut) });
  }

  /** `family/key` in Asterisk's database; throws as send does. */
  async putAstDb(family: string, key: string, value: string): Promise<void> {
    await this.send({ Action: 'DBPut', Family: family, Key: key, Val: value });
  }

  /** Whether or not it is there; throws as send does. */
  async deleteAstDb(family: string, key: string): Promise<void> {
    await this.send({ Action: 'DBDel', Family: family, Key: key }).catch((error: unknown) => {
      // Asterisk's word for a key that is not there.
      const isMissing =
        isAppError(error, 'AMI_REFUSED') && error.message.includes('could not be deleted');
      if (!isMissing) throw error;
    });
  }

  /** What is under a family, `/family/…/key` → value; throws as send does. */
  async listAstDb(family: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.list(
      { Action: 'DBGetTree', Family: family },
      'DBGetTreeResponse',
      'DBGetTreeComplete',
    );
    return new Map(rows.map(({ headers }) => [headers.get('key') ?? '', headers.get('val') ?? '']));
  }

  /** Takes a snapshot soon, or another one after the one that is being taken. */
  requestSnapshot(): void {
    this.#keeper.request();
  }

  #ask<Answer>(question: (session: AmiSession) => Promise<Answer>): Promise<Answer> {
    if (this.#session !== undefined && this.#isOpen) return question(this.#session);
    const { asterisk } = this.#options;
    return Promise.reject(
      new AppError('AMI_UNREACHABLE', `${asterisk} is not connected: ${this.#told.reason}`),
    );
  }

  #connect(): void {
    const { deadlineMs, heartbeatMs } = this.#timing;
    this.#permissions = new Permissions();
    const session = this.#createSession(deadlineMs, heartbeatMs, {
      onOpen: () => this.#open(session),
      onEvent: (message) => this.#guard(() => this.#take(message)),
      onClose: (reason, isLoginRefused) => this.#close(reason, isLoginRefused),
    });
    this.#session = session;
  }

  #createSession(
    deadlineMs: number,
    heartbeatMs: number | undefined,
    listener: SessionListener,
  ): AmiSession {
    const { host, port, username, secret, tagResponse } = this.#options;
    const address = { host, port, username, secret, deadlineMs, tagResponse };
    return new AmiSession(address, heartbeatMs, listener);
  }

  #open(session: AmiSession): void {
    this.#isOpen = true;
    // After a login again, the class check has the word.
    if (!this.#told.isUp) this.#tell(true, '');
    this.#keeper.resume();
    this.#bootCheck = setTimeout(() => this.#keeper.request(), this.#timing.bootMs);
    this.#refresh = setInterval(() => this.#keeper.request(), this.#timing.snapshotMs);
    this.#classCheck = setTimeout(() => this.#checkClasses(), this.#timing.classCheckMs);
    this.#permissions.probe(session).catch((error: unknown) => this.#explainFailure(error));
  }

  #createKeeper(random: () => number): SnapshotKeeper {
    const { listMs, snapshotShare: share, retryMs, maxRetryMs, refusedDelayMs } = this.#timing;
    const delays = { firstDelayMs: retryMs, maxDelayMs: maxRetryMs, refusedDelayMs };
    const options = {
      connect: (listener: SessionListener) => this.#createSession(listMs, undefined, listener),
      backoff: new Backoff(delays, random),
      share,
      now: this.#now,
    };
    return new SnapshotKeeper(options, {
      onState: ({ endpoints, contacts }) => {
        const peers = endpoints?.filter(({ driver }) => driver === 'chan_sip');
        if (peers !== undefined) this.#reader.knowSipPeers(new Set(peers.map(({ name }) => name)));
        this.#emit({ kind: 'snapshot', ...this.#stamp(), endpoints, contacts });
      },
      onReplay: (event) => this.#emit(event),
      onUnreadable: (name) => this.#reader.countUnreadable(name),
      onWhole: () => this.#backoff.reset(),
      onFailure: (error, againMs) =>
        this.#complain(new Error(explainSnapshotFailure(error, againMs))),
    });
  }

  #take(message: AmiMessage): void {
    const isHello = this.#permissions.note(message);
    // An Asterisk that has finished its start, perhaps long ago.
    if (message.event === 'FullyBooted') {
      clearTimeout(this.#bootCheck);
      this.#keeper.request();
    } else if (message.event === 'Reload') {
      this.#keeper.requestAfterReload();
    } else if (message.event === 'Shutdown') {
      this.#shutdown = 'Asterisk was shut down';
    } else if (message.event === 'UserEvent' && !isHello) {
      this.#listener.onUserEvent(message.headers.get('userevent') ?? '', message.headers);
    }
    const event = this.#reader.read(message);
    if (event === undefined) return;
    this.#keeper.note(event);
    this.#emit(event);
  }

  #checkClasses(): void {
    const cure = this.#permissions.explain(this.#options.username);
    this.#tell(true, cure === '' ? '' : `farend sees only a part of Asterisk: ${cure}`);
    if (cure === '') return;
    this.#recheck = setTimeout(() => {
      this.#isQuiet = true;
      this.#session?.close('farend logs in again, with the permissions as they are now');
    }, this.#timing.recheckMs);
  }

  #close(reason: string, isLoginRefused: boolean): void {
    this.#isOpen = false;
    this.#keeper.pause();
    clearTimeout(this.#bootCheck);
    clearInterval(this.#refresh);
    clearTimeout(this.#classCheck);
    clearTimeout(this.#recheck);
    if (this.#isStopped) return;
    if (!this.#isQuiet) this.#tell(false, this.#shutdown ?? reason);
    this.#isQuiet = false;
    this.#shutdown = undefined;
    if (isLoginRefused) this.#backoff.slowDown();
    this.#reconnect = setTimeout(() => this.#connect(), this.#backoff.next());
  }

  #tell(isUp: boolean, reason: string): void {
    if (this.#told.isUp === isUp && this.#told.reason === reason) return;
    this.#told = { isUp, reason };
    this.#emit({ kind: 'connection', ...this.#stamp(), isUp, reason });
  }

  #stamp(): { asterisk: string; time: number } {
    return { asterisk: this.#options.asterisk, time: this.#now() };
  }

  #emit(event: AsteriskEvent): void {
    this.#guard(() => this.#listener.onEvent(event));
  }

  /** Nothing that goes wrong with one event ends the connection, or the process. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Of a question of its own; a drop is told as a ConnectionEvent. */
  #explainFailure(error: unknown): void {
    if (this.#isOpen || !isAppError(error, 'AMI_UNREACHABLE')) this.#complain(error);
  }

  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#listener.onProblem(`${this.#options.asterisk}: ${message}`);
  }
}
