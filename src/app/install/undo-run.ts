// `farend undo`: what farend did to this machine, taken back in the order that loses no phone. What fails on
// the way is told, and keeps nothing else from being taken back.

import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { stopDivert } from '../../divert/guard-process.ts';
import { findFarends } from '../../host/find-farend.ts';
import {
  type FarendContact,
  listReturns,
  type PhoneReturn,
} from '../../install/contacts/farend-contact.ts';
import { isGone, type JournalLine, listInstalled } from '../../install/journal/journal-line.ts';
import { takeAllBack } from '../../install/run/take-back.ts';
import { removeIfEmpty } from '../../install/steps/directory-step.ts';
import { openInstallation, withLock } from './install-files.ts';
import { purge } from './purge.ts';
import { undoContacts } from './undo-contacts.ts';
import { undoPolicy } from './undo-policy.ts';

export interface UndoOptions {
  readonly config: string;
  /** Asterisk goes on reading what the policy wrote. */
  readonly keepPolicy: boolean;
  /** What survived restarts goes too. */
  readonly purge: boolean;
  /** Used where farend.yaml does not say. */
  readonly run: string;
}

export interface UndoListener {
  onStep(sentence: string): void;
}

export interface UndoResult {
  /** What a person should know, a sentence each. */
  readonly remarks: readonly string[];
  /** When each phone is back that was registered through farend. */
  readonly returns: readonly PhoneReturn[];
  /** Processes of farend that no systemd has ended: they go on with what they read at their start. */
  readonly running: readonly number[];
  /** What is still there; the journal stays for the next try. */
  readonly failures: readonly string[];
}

/** The files that an undo gives back or takes away; undefined when nothing is installed. */
export async function listUndo({ config }: UndoOptions): Promise<readonly string[] | undefined> {
  const { journal } = openInstallation(config);
  const lines = await journal.read();
  if (isGone(lines)) {
    await journal.remove();
    return undefined;
  }
  const files = listInstalled(lines).flatMap(({ note }) => {
    const { file, made } = note;
    return typeof file === 'string' ? [file] : ((made as string[] | undefined) ?? []);
  });
  return [...new Set(files)];
}

/** @throws AppError POLICY_BUSY, INSTALL_REFUSED; DIVERT_UNAVAILABLE where farend.yaml does not say who diverts */
export async function undoInstallation(
  options: UndoOptions,
  listener: UndoListener,
): Promise<UndoResult> {
  const config = readIfUsable(options.config);
  const run = config?.run ?? options.run;
  const takeBack = async (): Promise<UndoResult> => {
    const installation = openInstallation(options.config);
    const sockets = listControlSockets(await installation.journal.read());
    const living = new Living(sockets, listener);
    // Where its wish is, nobody knows then; without a guard it does nothing.
    if (config === undefined) await stopDivert({ run: options.run }, resolve(options.config));
    else await living.undo(config, options);
    listener.onStep('Files are put back as they were.');
    const { remarks, failures } = await takeAllBack(installation, options.keepPolicy);
    // A phone with farend as outbound proxy may have come back before farend ended.
    if (config !== undefined) await living.undoContacts(config);
    if (options.purge) await living.purge(config);
    const contacts = new Map(living.contacts.map((contact) => [contact.id, contact]));
    const returns = listReturns([...contacts.values()], Date.now());
    return {
      remarks: [...new Set([...living.remarks, ...remarks])],
      returns,
      running: findFarends(resolve(options.config)),
      failures,
    };
  };
  const result = await withLock(run, 'farend undo', takeBack, (reason) =>
    listener.onStep(`${reason}; farend undo waits for that.`),
  );
  // The lock was in it.
  if (options.purge) await removeIfEmpty(resolve(run));
  return result;
}

/** By the steps that had Asterisk read its files again. */
function listControlSockets(lines: readonly JournalLine[]): string[] {
  const sockets = listInstalled(lines).flatMap(({ note: { controlSocket } }) =>
    typeof controlSocket === 'string' ? [controlSocket] : [],
  );
  return [...new Set(sockets)];
}

/** What is no file: diverted SIP, registrations, the policy. */
class Living {
  readonly remarks: string[] = [];
  readonly contacts: FarendContact[] = [];
  private readonly controlSockets: readonly string[];
  private readonly listener: UndoListener;

  constructor(controlSockets: readonly string[], listener: UndoListener) {
    this.controlSockets = controlSockets;
    this.listener = listener;
  }

  /** While farend's own configuration is still there. */
  async undo(config: FarendConfig, { config: file, keepPolicy }: UndoOptions): Promise<void> {
    await this.attempt(async () => {
      if (await stopDivert(config, resolve(file)))
        this.listener.onStep('SIP goes to Asterisk again: nothing is diverted any more.');
      return [];
    });
    await this.undoContacts(config);
    const { write } = config.policy;
    if (keepPolicy && write !== undefined)
      this.remarks.push(
        `The policy stays, as asked: Asterisk goes on reading ${write} by the lines "#tryinclude ${basename(write)}/…" in its files. Without farend.yaml no later farend undo takes them out: take out those lines, have Asterisk reload, then remove ${write}.`,
      );
    if (!keepPolicy) await this.attempt(() => undoPolicy(config, this.listener));
  }

  async undoContacts(config: FarendConfig): Promise<void> {
    await this.attempt(async () => {
      const { contacts, remarks } = await undoContacts(config, this.controlSockets);
      this.contacts.push(...contacts);
      return remarks;
    });
  }

  async purge(config: FarendConfig | undefined): Promise<void> {
    if (config === undefined) {
      const gone =
        'What farend remembers stays: there is no usable farend.yaml, which says where it is.';
      this.remarks.push(`${gone} It is in /var/lib/farend where nobody chose another directory.`);
      return;
    }
    this.listener.onStep('What farend remembered is taken away.');
    await this.attempt(() => purge(config));
  }

  private async attempt(work: () => Promise<readonly string[]>): Promise<void> {
    try {
      this.remarks.push(...(await work()));
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.remarks.push(error.message);
    }
  }
}

/** One that is broken, or gone, keeps nobody from taking farend out. */
function readIfUsable(file: string): FarendConfig | undefined {
  if (!existsSync(file)) return undefined;
  const loaded = loadConfig(file);
  return loaded.ok ? loaded.config : undefined;
}
