// What enforcing the policy needs of an Asterisk: its settings, read gently, and a few actions.

import type { ConfigCategory } from '../asterisk/ami/config-reader.ts';
import type { ContactState, EndpointState } from '../asterisk/asterisk-event.ts';

/** One line of a file that AMI's UpdateConfig changes. */
export interface ConfigUpdate {
  readonly category: string;
  readonly variable: string;
  /** Undefined: the line goes. */
  readonly value: string | undefined;
}

/** All throw AppError AMI_UNREACHABLE, or AMI_REFUSED where Asterisk says no. */
export interface AsteriskAccess {
  /** Its name in the configuration. */
  readonly asterisk: string;
  /** Endpoints and peers by their lists alone: names, drivers, AORs, trunks; settings are undefined. */
  listEndpoints(): Promise<readonly EndpointState[]>;
  /**
   * The settings of these, asked one after the other, leaving Asterisk time for phones. What has gone
   * meanwhile is left out.
   */
  readSettings(
    endpoints: readonly EndpointState[],
    onProgress: (done: number, of: number) => void,
  ): Promise<readonly EndpointState[]>;
  /** Registered ones. */
  listContacts(): Promise<readonly ContactState[]>;
  /** Resolves when Asterisk has loaded it again. */
  reload(module: string): Promise<void>;
  /** When it read settings last, ms since 1970 by its own clock; undefined where it does not say. */
  readReloadTime(): Promise<number | undefined>;
  /**
   * As Asterisk itself reads it; of variables only those that the policy is about.
   *
   * @param filter `type=endpoint`
   * @returns undefined: there is no such file
   */
  readConfig(file: string, filter?: string): Promise<readonly ConfigCategory[] | undefined>;
  /** All or nothing of one category; the file is written anew by Asterisk. */
  updateConfig(file: string, updates: readonly ConfigUpdate[]): Promise<void>;
  /** `family/key` in Asterisk's own database; undefined: there is no such entry. */
  readAstdb(family: string, key: string): Promise<string | undefined>;
  /** @param value at most 1000 bytes, without line ends */
  writeAstdb(family: string, key: string, value: string): Promise<void>;
  close(): void;
}
