// What was looked up of this machine, and of the farend that runs on it: plain data.

import type { FarendConfig } from '../../config/farend-config.ts';
import type { DivertState } from '../../divert/divert-state.ts';
import type { SipTransport } from '../../host/asterisk-survey.ts';
import type { ClockState } from '../../host/clock.ts';
import type { DiskSpace } from '../../host/disk-space.ts';
import type { Fail2ban } from '../../host/fail2ban/find-fail2ban.ts';
import type { FilterAnswer } from '../../host/firewall/filter-chain.ts';
import type { Firewall } from '../../host/firewall/find-firewall.ts';
import type { KernelSettings } from '../../host/kernel-settings.ts';
import type { MachineAddress } from '../../host/list-machine-networks.ts';
import type { UdpListener } from '../../host/udp-listeners.ts';
import type { Looked } from '../looked.ts';
import type { BufferFacts } from './buffer-facts.ts';
import type { FileFacts, ServiceUser } from './file-facts.ts';
import type { FarendProcess } from './read-processes.ts';
import type { UnitFacts } from './read-units.ts';

/** A phone as the companion has it. */
export interface SeenPhone {
  readonly endpoint: string;
  /** Its real address, without the port. */
  readonly address: string;
  /** `address:port` of farend that it wrote to; undefined where HEP saw it. */
  readonly localSocket: string | undefined;
}

export interface CompanionFacts {
  readonly version: string;
  /** Those that are registered. */
  readonly phones: readonly SeenPhone[];
}

/** What the firewall does with UDP from anybody outside. */
interface PortVerdict {
  readonly from: number;
  readonly to: number;
  readonly answer: FilterAnswer;
}

export interface FirewallFacts extends Omit<Firewall, 'judge'> {
  /** Of farend's ports, Asterisk's, and those of RTP. */
  readonly ports: readonly PortVerdict[];
}

/** The Asterisk of this machine, by its files. */
export interface LocalAsterisk {
  readonly transports: readonly SipTransport[];
  readonly rtp: { readonly start: number; readonly end: number };
  /** Where rtp.conf is. */
  readonly configDirectory: string;
}

export interface MachineFacts {
  /** Milliseconds since 1970 when it was looked up. */
  readonly time: number;
  /** Of this command. */
  readonly version: string;
  /** `v24.21.0` */
  readonly nodeVersion: string;
  readonly networks: readonly MachineAddress[];
  /** The address of the default route. */
  readonly mainAddress: string | undefined;
  /** At the ports that farend has, or should have. */
  readonly sockets: readonly UdpListener[];
  readonly processes: readonly FarendProcess[];
  /** Who runs farend; undefined: it does not run, and no unit says. */
  readonly user: ServiceUser | undefined;
  readonly companion: Looked<CompanionFacts>;
  readonly files: readonly FileFacts[];
  /** Of `state`; undefined: there is none. */
  readonly disk: DiskSpace | undefined;
  readonly buffers: BufferFacts;
  /** Datagrams that found farend's sockets full, since those were opened. */
  readonly drops: number;
  readonly kernel: KernelSettings;
  readonly clock: ClockState;
  /** Undefined: systemd does not run here. */
  readonly units: readonly UnitFacts[] | undefined;
  readonly divert: Looked<DivertState>;
  readonly selinux: 'enforcing' | 'permissive' | undefined;
  readonly firewall: FirewallFacts;
  /** Undefined: not installed, or it may not be read. */
  readonly fail2ban: Fail2ban | undefined;
  /** Unseen where Asterisk is on another machine, or its files may not be read. */
  readonly asterisk: Looked<LocalAsterisk>;
}

/** The first verdict on exactly these ports. */
export function findVerdict(
  { ports }: FirewallFacts,
  from: number,
  to = from,
): FilterAnswer | undefined {
  return ports.find((each) => each.from === from && each.to === to)?.answer;
}

/** True when SIP for that port is brought to farend by `farend divert`. */
export function isDiverted({ proxy }: FarendConfig, port: number): boolean {
  return proxy.listen.some(({ divertedFrom }) => divertedFrom === port);
}
