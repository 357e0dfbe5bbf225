// What is found of an Asterisk on this machine, running or by its files, as plain data: what an
// installation and the doctor go by. Secrets are never in it.

import type { ConfTrouble, Place } from '../asterisk/conf/configuration.ts';

export type Driver = 'chan_pjsip' | 'chan_sip';

/** The process, by its control socket (asterisk.ctl) or by /proc. */
export interface AsteriskProcess {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /** As the control socket greets: `22.10.1`, `16.28.0~dfsg-0+deb11u10`. */
  readonly version: string;
}

/** An Asterisk by its directories (asterisk.conf). */
export interface FoundAsterisk {
  /** asterisk.conf, as given to Asterisk with -C. */
  readonly confFile: string;
  /** astetcdir: where pjsip.conf and manager.conf are. */
  readonly configDirectory: string;
  /** astrundir: where asterisk.ctl is. */
  readonly runDirectory: string;
  readonly logDirectory: string;
  /** Where its modules are; absent where asterisk.conf does not say and none of the usual places is there. */
  readonly moduleDirectory?: string;
  /** The socket that `asterisk -r` talks to: astctl in astrundir. */
  readonly controlSocket: string;
  /** Absent: it does not run, or its control socket may not be used; `silence` says which. */
  readonly process?: AsteriskProcess;
  readonly silence?: string;
}

/** Where one of its drivers listens. */
export interface SipTransport {
  /** Section of pjsip.conf; `general` of sip.conf. */
  readonly name: string;
  readonly driver: Driver;
  readonly protocol: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  /** 0.0.0.0 and :: stand for every address. */
  readonly address: string;
  readonly port: number;
  readonly place: Place;
  readonly localNets: readonly string[];
  readonly externalSignaling?: { readonly host: string; readonly port?: number };
  readonly externalMedia?: string;
}

/** Somebody whom Asterisk knows by address, or whom it registers with: no phone. */
export interface Trunk {
  readonly name: string;
  readonly driver: Driver;
  /** How it is known: `identify`, an outbound `registration`, an AOR's fixed `contact`, a chan_sip `peer`. */
  readonly by: 'identify' | 'registration' | 'contact' | 'peer';
  /** Networks as CIDR text. */
  readonly networks: readonly string[];
  /** Host names, as written, that stand for addresses. */
  readonly hosts: readonly string[];
  readonly place: Place;
}

/** manager.conf, http.conf, ari.conf, rtp.conf, hep.conf: what farend needs of each. */
export interface AsteriskServices {
  readonly manager: {
    readonly isEnabled: boolean;
    readonly address: string;
    readonly port: number;
  };
  readonly http: {
    readonly isEnabled: boolean;
    readonly address: string;
    readonly port: number;
    readonly prefix: string;
  };
  readonly ari: { readonly isEnabled: boolean };
  readonly rtp: { readonly start: number; readonly end: number };
  /** hep.conf; absent without the file. */
  readonly hep?: { readonly isEnabled: boolean; readonly captureAddress: string };
}

/** PJSIP objects that come from elsewhere than pjsip.conf (sorcery.conf, extconfig.conf): the files are not all. */
export interface OtherStore {
  /** `endpoint`, `aor`, `identify`; `sippeers` of chan_sip. */
  readonly kind: string;
  readonly store: 'astdb' | 'realtime';
  readonly place: Place;
}

export interface AsteriskSurvey {
  readonly asterisk: FoundAsterisk;
  /** FreePBX writes its configuration: told by the includes of pjsip.conf and by /etc/freepbx.conf. */
  readonly isFreePbx: boolean;
  readonly drivers: readonly Driver[];
  readonly transports: readonly SipTransport[];
  readonly trunks: readonly Trunk[];
  /** Endpoints and peers in its files; 0 where they are in a database. */
  readonly endpointCount: number;
  readonly services: AsteriskServices;
  readonly otherStores: readonly OtherStore[];
  /** Without `.so`, as `module show` has them in state Running; absent where the console was not asked. */
  readonly loadedModules?: readonly string[];
  /** What Asterisk stumbles over in the files that were read. */
  readonly troubles: readonly ConfTrouble[];
}
