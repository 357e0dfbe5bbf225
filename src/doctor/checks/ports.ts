// The ports of farend are farend's: those of `proxy.listen`, and that of `proxy.asteriskSide`.

import { formatAddressPort } from '../../base/ip-address.ts';
import type { UdpListener } from '../../host/udp-listeners.ts';
import { RESTART, toChange, toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { hostOf, portOf } from '../path/path-results.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ports',
  title: 'The ports of farend are farend’s',
  check: (facts) => listPorts(facts).map((port) => judge(port, facts)),
};

interface OwnPort {
  readonly key: string;
  readonly address: string;
  readonly port: number;
}

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

function listPorts({ config, path }: DoctorFacts): OwnPort[] {
  const address = hostOf(path.asteriskSide);
  return [
    ...config.proxy.listen.map((each) => ({ ...each, key: 'proxy.listen' })),
    { key: 'proxy.asteriskSide', address, port: Number(portOf(path.asteriskSide)) },
  ];
}

function judge({ key, address, port }: OwnPort, facts: DoctorFacts): CheckResult {
  const name = `udp://${formatAddressPort(address, port)}`;
  const sockets = facts.machine.sockets.filter(
    (each) => each.port === port && overlaps(each.address, address),
  );
  const evidence = sockets.map(tell);
  const stranger = sockets.find((each) => !isFarends(each, facts));
  const hasProxy = facts.machine.processes.some(({ role }) => role === 'proxy');
  if (stranger !== undefined)
    return fail(`${name} (${key}) is taken by ${nameOwner(stranger)}`, {
      evidence,
      changes: [
        toCommand(`ss -lunp 'sport = :${port}'`),
        toChange(`${facts.configFile}, ${key}`, 'another port, or end that program', {
          from: name,
          apply: RESTART,
        }),
      ],
    });
  if (sockets.length > 0) return pass(`${name} (${key}) is farend’s`, evidence);
  if (!hasProxy) return pass(`${name} (${key}) is free for farend`);
  return warn(`${name} (${key}) is free, although farend runs`, {
    evidence: ['farend has read another configuration, or could not open it: its log says which'],
    changes: [toCommand(RESTART)],
  });
}

function overlaps(one: string, other: string): boolean {
  return one === other || WILDCARDS.includes(one) || WILDCARDS.includes(other);
}

/** By its process, or, where this command may not look, by its user. */
function isFarends({ pid, uid }: UdpListener, { machine }: DoctorFacts): boolean {
  const proxies = machine.processes.filter(({ role }) => role === 'proxy');
  if (pid !== undefined) return proxies.some((each) => each.pid === pid);
  return proxies.some((each) => each.uid === uid);
}

function nameOwner({ pid, program, uid }: UdpListener): string {
  return pid === undefined
    ? `a program of user ${uid}, which only root may name`
    : `${program} (pid ${pid})`;
}

function tell(listener: UdpListener): string {
  const { address, port } = listener;
  return `udp ${formatAddressPort(address, port)}: ${nameOwner(listener)}`;
}
