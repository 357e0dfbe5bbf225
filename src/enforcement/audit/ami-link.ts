// The AMI connection of one AmiAccess: opened when something is asked, and again after a drop, since an
// Asterisk may be started anew while its settings are changed.

import { AmiSession } from '../../asterisk/ami/ami-session.ts';
import { Ask, readCommands } from '../../asterisk/ami/ask.ts';
import type { ManagerAddress } from '../../asterisk/ami/manager-connection.ts';
import { openSession } from '../../asterisk/ami/open-session.ts';
import { Pace } from '../../asterisk/ami/pace.ts';
import { AppError, isAppError } from '../../base/app-error.ts';

/** For a list to begin, from item to item, and for the answer to an action: Asterisk may have much to do. */
const LIST_MS = 60_000;
const LOGIN_MS = 10_000;

export interface LinkOptions extends Omit<ManagerAddress, 'deadlineMs' | 'loginMs'> {
  /** Its name in the configuration. */
  readonly asterisk: string;
  /** Of Asterisk's time that may be taken, above 0, at most 1. */
  readonly share: number;
}

export interface Link {
  readonly session: AmiSession;
  readonly ask: Ask;
}

export class AmiLink {
  /** Private names with #: an object that is logged by mistake shows no secret. */
  readonly #options: LinkOptions;
  readonly #abort = new AbortController();
  #link: Promise<Link> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** @throws AppError AMI_UNREACHABLE with the reason, also after `close` */
  open(): Promise<Link> {
    this.#link ??= this.#connect().catch((cause: unknown) => {
      this.#link = undefined;
      if (!isAppError(cause)) throw cause;
      throw new AppError(cause.code, `${this.#options.asterisk}: ${cause.message}`, { cause });
    });
    return this.#link;
  }

  /** Ends this session: `open` makes a new one. */
  async drop(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    (await link)?.session.close('it is asked anew');
  }

  close(): void {
    this.#abort.abort();
  }

  async #connect(): Promise<Link> {
    const { share, ...address } = this.#options;
    const { signal } = this.#abort;
    if (signal.aborted) throw new AppError('AMI_UNREACHABLE', 'nothing more is asked of it');
    const session = await openSession(
      (listener) =>
        new AmiSession({ ...address, deadlineMs: LIST_MS, loginMs: LOGIN_MS }, undefined, listener),
      signal,
      () => {
        this.#link = undefined;
      },
    );
    return { session, ask: new Ask(session, await readCommands(session), new Pace(share, signal)) };
  }
}
