// What the steps work with: everything that the proxy is made of, by its role.

import type { KeyedHash } from '../base/keyed-hash.ts';
import type { NetworkSet } from '../nat/networks.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import type { DialogWatch } from '../watch/dialog-watch.ts';
import type { AsteriskHealth } from './asterisk-health.ts';
import type { AsteriskPeers } from './asterisk-peers.ts';
import type { BindingKeeper } from './binding-keeper.ts';
import type { Bindings } from './bindings.ts';
import type { DevicePings } from './device-pings.ts';
import type { DeviceSide } from './device-side.ts';
import type { DirectDialogs } from './direct-dialogs.ts';
import type { DropCounts } from './drop-counts.ts';
import type { Exemptions } from './exemptions.ts';
import type { SourceGuard } from './guard/source-guard.ts';
import type { SourceNotices } from './guard/source-notices.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { NatOutcomes } from './nat-outcomes.ts';
import type { ProxyOptions } from './proxy-options.ts';
import type { RegisterAttempts } from './register-attempt.ts';
import type { RelayCounts } from './relay-counts.ts';
import type { ReplayGuard } from './replay-guard.ts';
import type { UdpSocket } from './udp-socket.ts';

export interface ProxyParts {
  options: ProxyOptions;
  /** Those of the options and the machine's own private ones. */
  localNetworks: NetworkSet;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
  readonly hash: KeyedHash;
  /** Under a key of this life of the proxy: what stands for digest responses in observations. */
  readonly responseTags: KeyedHash;
  readonly deviceSide: DeviceSide;
  /** The socket that talks to Asterisk. */
  asteriskSide: UdpSocket;
  readonly peers: AsteriskPeers;
  readonly health: AsteriskHealth;
  readonly bindings: Bindings;
  readonly keeper: BindingKeeper;
  readonly guard: ReplayGuard;
  readonly attempts: RegisterAttempts;
  readonly pings: DevicePings;
  readonly exemptions: Exemptions;
  readonly directDialogs: DirectDialogs;
  readonly keepAlive: KeepAlive;
  readonly counts: DropCounts;
  readonly relayed: RelayCounts;
  readonly natOutcomes: NatOutcomes;
  readonly sources: SourceGuard;
  readonly notices: SourceNotices;
  readonly watch: DialogWatch;
  readonly observe: (observation: SipObservation) => void;
}
