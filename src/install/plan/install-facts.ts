// What an installation is planned from: the Asterisk as it was found, its files as they are now, and what a
// person wants.

import type { Configuration } from '../../asterisk/conf/configuration.ts';
import type { AsteriskSurvey } from '../../host/asterisk-survey.ts';
import type { ConfigWish } from '../config/config-wish.ts';

/** The files of Asterisk's that a line may be added to. */
export const confNames = [
  'manager.conf',
  'http.conf',
  'ari.conf',
  'hep.conf',
  'modules.conf',
] as const;

export type ConfName = (typeof confNames)[number];

/** A line by which Asterisk would read the policy's files, and does not yet. */
export interface MissingLine {
  readonly file: string;
  readonly line: string;
}

/** A jail of fail2ban's that bans by what Asterisk logs. */
export interface WatchingJail {
  readonly name: string;
  /** `ignoreip` as it is in force. */
  readonly ignoreIp: readonly string[];
}

export interface InstallFacts {
  readonly survey: AsteriskSurvey;
  /** Those that are there. */
  readonly configurations: ReadonlyMap<ConfName, Configuration>;
  /** Who Asterisk runs as, else whose its files are. */
  readonly asteriskOwner: { readonly uid: number; readonly gid: number };
  /** farend.yaml as it is. */
  readonly configText?: string;
  /** By driver, where the policy was asked for. */
  readonly policyLines: readonly MissingLine[];
  readonly jails: readonly WatchingJail[];
}

export interface InstallWish {
  /** farend.yaml; secrets go beside it. */
  readonly configFile: string;
  readonly config: ConfigWish;
  /** Absent: fail2ban is left alone. */
  readonly fail2banDirectory?: string;
}
