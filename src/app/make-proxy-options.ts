// From the configuration file to what the proxy needs.

import { createSocket } from 'node:dgram';
import { AppError } from '../base/app-error.ts';
import { isIpv6 } from '../base/ip-address.ts';
import type { FarendConfig, TransportAddress } from '../config/farend-config.ts';
import { createNetworkSet } from '../nat/networks.ts';
import type { ProxyOptions, SocketAddress } from '../proxy/proxy-options.ts';

const DEFAULT_ASTERISK_SIDE_PORT = 5062;

/** @throws AppError SOCKET_UNAVAILABLE when no address of this machine leads to Asterisk */
export async function makeProxyOptions(config: FarendConfig): Promise<ProxyOptions> {
  const { listen, asteriskSide, asterisk, trustedProxies, trunks } = config.proxy;
  const { localNetworks, registration, forceRport, exempt, mediaAddress, mediaFrom } = config.proxy;
  return {
    listen: listen.map(({ transport: _, ...address }) => address),
    asteriskSide: asteriskSide ?? (await findAsteriskSide(asterisk)),
    asterisk,
    localNetworks,
    trustedProxies: createNetworkSet(trustedProxies),
    trunks: createNetworkSet(trunks),
    registration,
    forceRport,
    exempt,
    keepAlive: config.proxy.keepAlive,
    mediaAddress,
    mediaFrom: createNetworkSet(mediaFrom ?? asterisk.map(({ address }) => address)),
    stateDirectory: config.state,
  };
}

/** The address that this machine has towards Asterisk: a connected socket knows, and sends nothing. */
function findAsteriskSide(asterisk: readonly TransportAddress[]): Promise<SocketAddress> {
  const target = asterisk[0] as TransportAddress;
  const socket = createSocket(isIpv6(target.address) ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      socket.close();
      reject(
        new AppError(
          'SOCKET_UNAVAILABLE',
          `no address of this machine leads to Asterisk at ${target.address}: set proxy.asteriskSide`,
          { cause },
        ),
      );
    };
    socket.once('error', fail);
    socket.connect(target.port, target.address, (error?: Error) => {
      if (error !== undefined && error !== null) {
        fail(error);
        return;
      }
      const { address } = socket.address();
      socket.close();
      resolve({ address, port: DEFAULT_ASTERISK_SIDE_PORT });
    });
  });
}
