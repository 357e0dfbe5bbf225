// What has to be so before SIP is diverted: each condition is looked at, and the first that fails is told
// with its next step.

import { createSocket } from 'node:dgram';
import { AppError } from '../../base/app-error.ts';
import { formatAddressPort, isIpv6, isLoopback } from '../../base/ip-address.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { formatTransportUrl } from '../../config/transport-url.ts';
import {
  type DivertedSocket,
  findLocalAddress,
  listDivertedSockets,
} from '../../divert/diverted-socket.ts';
import { pingSocket } from '../../divert/ping-socket.ts';
import { checkNft, refuseForeignTable } from '../../divert/run-nft.ts';
import { judgePaths } from '../../doctor/checks/self-test.ts';
import { gatherPath } from '../doctor/gather-path.ts';

const PING_MS = 2_000;
/** From Asterisk's port to one that is seldom taken: 5060 → 5071. */
const PORT_DISTANCE = 11;

/** @throws AppError DIVERT_UNAVAILABLE */
export async function checkDivert(config: FarendConfig, file: string): Promise<void> {
  const sockets = requireSockets(config, file);
  for (const socket of sockets) await requireAsterisk(config, socket);
  await checkNft();
  await refuseForeignTable();
  for (const socket of sockets) await requireAnswer(socket);
  await requirePath(config, file);
}

/** The sockets that diverted SIP arrives on. @throws AppError DIVERT_UNAVAILABLE without one */
export function requireSockets({ proxy }: FarendConfig, file: string): readonly DivertedSocket[] {
  const sockets = listDivertedSockets(proxy.listen);
  if (sockets.length > 0) return sockets;
  const [{ address, port } = { address: '0.0.0.0', port: 5060 }] = proxy.asterisk;
  const url = formatTransportUrl({
    transport: 'udp',
    address: isLoopback(address) ? '0.0.0.0' : address,
    port: port + PORT_DISTANCE,
  });
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `no address of proxy.listen in ${file} says divertedFrom: add { url: '${url}', divertedFrom: ${port} } there, and reload farend`,
  );
}

async function requireAsterisk(
  { proxy }: FarendConfig,
  { address, divertedFrom }: DivertedSocket,
): Promise<void> {
  const candidates = proxy.asterisk.filter(
    (peer) => peer.port === divertedFrom && isIpv6(peer.address) === isIpv6(address),
  );
  for (const peer of candidates) if (await isHere(peer.address)) return;
  const names = candidates.map((peer) => formatAddressPort(peer.address, peer.port)).join(', ');
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `Asterisk (${names}) is on another machine: SIP can be diverted only where it arrives, so run farend there, or give the phones farend as outbound proxy`,
  );
}

/** Only an address of this machine can be bound to, whether its cable is plugged in or not. */
function isHere(address: string): Promise<boolean> {
  const socket = createSocket(isIpv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const finish = (isBound: boolean) => socket.close(() => resolve(isBound));
    socket.once('error', () => finish(false));
    socket.bind({ address, exclusive: true }, () => finish(true));
  });
}

async function requireAnswer(socket: DivertedSocket): Promise<void> {
  const address = findLocalAddress(socket);
  if (await pingSocket(address, socket.port, PING_MS)) return;
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `farend does not answer on ${formatAddressPort(address, socket.port)}: start it (farend run), or reload it so that it listens there`,
  );
}

/** SIP gets through farend to Asterisk and back: else every phone that is diverted would be dead. */
async function requirePath(config: FarendConfig, configFile: string): Promise<void> {
  const path = await gatherPath(config, undefined);
  const failed = judgePaths({ config, configFile, path }).find(({ status }) => status === 'fail');
  if (failed === undefined) return;
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `${failed.what}. Nothing is diverted; farend doctor says what is to be changed`,
  );
}
