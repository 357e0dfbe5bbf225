// Asterisk as operators have it: one of several ways in which its endpoints are configured. Each has
// the same phones, 4001 to 4006 and 5001, mostly far from what a phone behind NAT needs, and a trunk.

import type { AsteriskOptions, ChannelDriver } from '../asterisk-options.ts';
import type { AsteriskInstance } from '../start-asterisk.ts';
import type { Attributes } from './database-phones.ts';

export interface Layout {
  readonly name: string;
  readonly driver: ChannelDriver;
  /** Asterisk's configuration. */
  readonly files: NonNullable<AsteriskOptions['files']>;
  readonly modules: readonly string[];
  /** Phones, 4009 among them where the layout has a door. */
  readonly endpoints: readonly string[];
  /** What is to be changed only by its exact name. */
  readonly trunks: readonly string[];
  /** Puts what is in no file where it belongs; before the first phone. */
  fill(asterisk: AsteriskInstance, namespace: string): Promise<void>;
  /** What somebody does who deletes an extension: afterwards Asterisk knows it no more. */
  deleteExtension(asterisk: AsteriskInstance, name: string): Promise<void>;
  /** A new one, with Asterisk's own defaults. */
  addExtension(asterisk: AsteriskInstance, name: string): Promise<void>;
  /** Takes the settings of 4003, which are as they should be, away where they stand. */
  spoil(asterisk: AsteriskInstance): Promise<void>;
  /** `endpoint/4001` → its attributes, of the objects that are in a database; those not set are left out. */
  readDatabase(asterisk: AsteriskInstance): Promise<Readonly<Record<string, Attributes>>>;
}
