// What the demo found out, as plain data: `--json` prints it as it is.

import type { Step } from './trace/step.ts';

/** `none`: it was not sent. */
export type Fate = 'arrived' | 'lost' | 'none';

export interface PathResult {
  /** Asterisk's 401 to the first REGISTER. */
  readonly challenge: Fate;
  readonly registered: boolean;
  /** Asterisk's qualify. */
  readonly options: Fate;
  /** The URIs that Asterisk keeps for the phone in the end. */
  readonly contacts: readonly string[];
  readonly steps: readonly Step[];
}

export interface PhoneResult {
  readonly name: string;
  readonly title: string;
  readonly place: string;
  readonly hasRport: boolean;
  readonly hasAlg: boolean;
  readonly ownHost: string;
  readonly publicHost: string;
  readonly straight: PathResult;
  readonly farend: PathResult;
}

export interface DemoResult {
  /** True when farend registered every phone, and Asterisk's OPTIONS reached it. */
  readonly ok: boolean;
  /** One sentence for each phone with which farend failed. */
  readonly failures: readonly string[];
  readonly stage: 'namespaces' | 'loopback';
  /** Why this machine has no namespaces. */
  readonly refusal?: string;
  readonly asteriskVersion: string;
  /** `address:port`. */
  readonly asteriskAddress: string;
  readonly farendAddress: string;
  readonly phones: readonly PhoneResult[];
  /** What `farend status` prints in the end. */
  readonly status: string;
}

/** One sentence for each phone that farend left out. */
export function listFailures(phones: readonly PhoneResult[]): string[] {
  return phones.flatMap(({ name, title, farend: { registered, options } }) => {
    if (!registered) {
      return [`${name} (${title}) did not register through farend.`];
    }
    return options === 'arrived'
      ? []
      : [`Asterisk's OPTIONS did not reach ${name} (${title}) through farend.`];
  });
}
