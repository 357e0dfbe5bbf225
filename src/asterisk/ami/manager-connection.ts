// One connection to AMI through the package `asterisk-manager`: the only file that knows it. A fresh
// instance for each connection, since its own reconnect keeps half a message and prints to stdout.
// What it lets slip is caught here: answers that never come, actions while nobody is logged in,
// callbacks that a drop would lose, line ends in values, its dispatch by names that come off the wire,
// and input without end.

import { randomUUID } from 'node:crypto';
import createManager from 'asterisk-manager';
import { AppError } from '../../base/app-error.ts';
import { type AmiMessage, isError, readMessage, type TagResponse } from './ami-message.ts';
import {
  explainLoginRefusal,
  explainNoAmi,
  explainSocketError,
  explainTimeout,
} from './ami-reasons.ts';
import { type AmiAction, cleanValue, formatAction } from './ami-text.ts';
import { interceptData } from './intercept-data.ts';
import { MAX_MESSAGE_LENGTH, MessageCutter } from './message-cutter.ts';

export interface ManagerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
  /** For connecting, for the login, and for the answer to each action. */
  readonly deadlineMs: number;
  /** For connecting and for the login alone, where that is to be shorter. */
  readonly loginMs?: number;
  /** Without it no event has a tag of its digest response. */
  readonly tagResponse?: TagResponse | undefined;
}

export interface ManagerListener {
  onEvent(message: AmiMessage): void;
  /** Once, whether or not it was ever open. */
  onClose(reason: string, isLoginRefused: boolean): void;
}

/** What of a text it leaves; undefined when there is no end to what comes. */
type Diversion = (text: string) => string | undefined;

interface Pending {
  readonly resolve: (answer: AmiMessage) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Private names with #: an object that is logged by mistake shows no secret. */
export class ManagerConnection {
  readonly #manager: ReturnType<typeof createManager>;
  readonly #address: ManagerAddress;
  readonly #listener: ManagerListener;
  readonly #abort = new AbortController();
  readonly #pending = new Map<string, Pending>();
  /** Events that came together with the answer to the login. */
  #early: AmiMessage[] = [];
  readonly #cutter = new MessageCutter();
  #divert: Diversion | undefined;
  /** Characters that came before the login was done; for it Asterisk needs a few hundred. */
  #loginLength = 0;
  /** The package has told the message that it was given last. */
  #isTold = false;
  #loginTimer: NodeJS.Timeout | undefined;
  #isLoggedIn = false;
  #isLoginRefused = false;
  #isClosed = false;
  #reason = 'Asterisk closed the AMI connection';

  constructor(address: ManagerAddress, listener: ManagerListener) {
    const { username, secret } = address;
    this.#address = address;
    this.#listener = listener;
    this.#manager = createManager(null, null, cleanValue(username), cleanValue(secret), true);
    // The package calls its own listeners by the ActionID of an answer and by the name of an event,
    // "rawevent" and "close" too. Only what was asked for here may reach that dispatch.
    this.#manager.removeAllListeners('rawevent');
    this.#manager.on('rawevent', (raw) => this.#take(raw));
    this.#manager.on('error', (error) => this.#note(error));
    this.#manager.on('close', () => this.#finish());
  }

  /** Connects and logs in; `onOpen` comes once it may be asked, `onClose` of the listener otherwise. */
  open(onOpen: () => void): void {
    const { host, port } = this.#address;
    this.#limit(explainTimeout(host, port, this.#loginMs));
    // The signal is the one way to the socket: the package ends it only when it is open, and then
    // waits for the other side.
    const options = { host, port, signal: this.#abort.signal };
    const connect = (): void =>
      this.#manager.connect(options, undefined, () => {
        this.#limit(`${host}:${port} takes connections and does not answer the AMI login`);
        this.#manager.login((error) => this.#finishLogin(error, onOpen));
      });
    interceptData(connect, (text, pass) => this.#read(text, pass));
  }

  /**
   * Sends one action and waits for its answer, an error of Asterisk's too.
   *
   * @throws AppError AMI_UNREACHABLE when nobody is logged in, or no answer comes, or the connection
   * ends before it; AMI_REFUSED for what Asterisk would not read
   */
  ask(action: AmiAction, actionId: string = randomUUID()): Promise<AmiMessage> {
    return new Promise((resolve, reject) => {
      if (!this.#isLoggedIn || this.#isClosed) {
        reject(this.#unreachable(action, 'not connected'));
        return;
      }
      // The whole action travels as the value of one header: the package sorts headers and changes
      // the case of their names, which others read in user events.
      const text = formatAction(action);
      const { deadlineMs } = this.#address;
      const timer = setTimeout(() => {
        this.#manager.removeAllListeners(actionId);
        this.#settle(actionId)?.reject(
          this.#unreachable(action, `no answer within ${deadlineMs} ms`),
        );
      }, deadlineMs);
      this.#pending.set(actionId, { resolve, reject, timer });
      this.#manager.action({ action: text, actionid: actionId }, (_error, answer) => {
        this.#settle(actionId)?.resolve(answer as AmiMessage);
      });
    });
  }

  /** All that comes is given to `read` first, and what that gives back is read as AMI. */
  divert(read: Diversion | undefined): void {
    this.#divert = read;
  }

  close(reason: string): void {
    if (this.#isClosed) return;
    this.#reason = reason;
    this.#abort.abort();
    this.#finish();
  }

  get #loginMs(): number {
    return this.#address.loginMs ?? this.#address.deadlineMs;
  }

  #read(text: string, pass: (message: string) => void): void {
    const rest = this.#divert === undefined ? text : this.#divert(text);
    const messages = rest === undefined ? undefined : this.#cutter.cut(rest);
    if (!this.#isLoggedIn) this.#loginLength += text.length;
    let isAmi = messages !== undefined && this.#loginLength <= MAX_MESSAGE_LENGTH;
    for (const message of messages ?? []) {
      if (!isAmi || this.#isClosed) break;
      this.#isTold = false;
      pass(message);
      // The output of a command has no end at a blank line; farend asks for none.
      isAmi = this.#isTold;
    }
    if (!isAmi) this.close(explainNoAmi(this.#address.host, this.#address.port));
  }

  #take(raw: unknown): void {
    this.#isTold = true;
    if (this.#isClosed) return;
    const message = readMessage(raw, this.#address.tagResponse);
    const id = message.headers.get('actionid') ?? '';
    if (message.event !== '') {
      if (this.#isLoggedIn) this.#listener.onEvent(message);
      else this.#early.push(message);
    } else if (this.#pending.has(id)) this.#manager.emit(id, undefined, message);
    // The package numbers its login by the clock, and does not say how.
    else if (!this.#isLoggedIn && /^\d+$/.test(id))
      this.#manager.emit(id, isError(message) ? message : undefined, message);
  }

  #finishLogin(error: unknown, onOpen: () => void): void {
    clearTimeout(this.#loginTimer);
    if (this.#isClosed) return;
    if (error === undefined) {
      this.#isLoggedIn = true;
      onOpen();
      for (const message of this.#early.splice(0)) this.#listener.onEvent(message);
      return;
    }
    this.#isLoginRefused = true;
    const said = (error as AmiMessage).headers.get('message') ?? '';
    this.close(explainLoginRefusal(this.#address.username, said));
  }

  #limit(reason: string): void {
    clearTimeout(this.#loginTimer);
    this.#loginTimer = setTimeout(() => this.close(reason), this.#loginMs);
  }

  #note(error: unknown): void {
    const { host, port } = this.#address;
    if (!this.#isClosed) this.#reason = explainSocketError(error, host, port);
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#loginTimer);
    for (const id of [...this.#pending.keys()])
      this.#settle(id)?.reject(new AppError('AMI_UNREACHABLE', this.#reason));
    this.#listener.onClose(this.#reason, this.#isLoginRefused);
  }

  #settle(actionId: string): Pending | undefined {
    const pending = this.#pending.get(actionId);
    this.#pending.delete(actionId);
    clearTimeout(pending?.timer);
    return pending;
  }

  #unreachable({ Action: name }: AmiAction, reason: string): AppError {
    const { host, port } = this.#address;
    return new AppError('AMI_UNREACHABLE', `${name} to ${host}:${port}: ${reason}`);
  }
}
