// The stage for a machine that refuses namespaces: loopback addresses only, and no router. The phones
// write an address that is not theirs, as behind NAT, so that what believes it loses the answer.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AsteriskRoot } from '../../support/provision/asterisk-root.ts';
import type { DemoPhone, Scene } from './scene.ts';
import { startServers } from './start-servers.ts';

const ASTERISK_ADDRESS = '127.0.0.10';
const FAREND_ADDRESS = '127.0.0.20';

/** Nobody has it: it stands for a private address that means nothing outside. */
const NOBODY = { host: '127.0.0.9', port: 5999 };

interface Traits {
  readonly title: string;
  readonly place: string;
  readonly hasRport?: boolean;
  readonly hasAlg?: boolean;
  readonly refreshes?: boolean;
}

const PRETENDS = 'it writes 127.0.0.9:5999, where nobody listens';

const cast: readonly Traits[] = [
  { title: 'with rport', place: PRETENDS, hasRport: true },
  { title: 'without rport', place: PRETENDS },
  {
    title: 'without rport, on the move',
    place: `${PRETENDS}, and moves to another port`,
    refreshes: true,
  },
  {
    title: 'without rport, as after an ALG',
    place: 'it writes its true address, as a SIP ALG would',
    hasAlg: true,
  },
];

export async function createLoopbackScene(root: AsteriskRoot): Promise<Scene> {
  const phones = await Promise.all(
    cast.map((traits, index) => createPhone(`400${index + 1}`, `127.0.0.${51 + index}`, traits)),
  );
  const farendAddress = `${FAREND_ADDRESS}:${await findFreePort(FAREND_ADDRESS)}`;
  const servers = await startServers({
    root,
    asterisk: { address: ASTERISK_ADDRESS, port: await findFreePort(ASTERISK_ADDRESS) },
    deviceSide: farendAddress,
    asteriskSide: `${FAREND_ADDRESS}:${await findFreePort(FAREND_ADDRESS)}`,
    amiPort: await findFreePort(ASTERISK_ADDRESS),
    endpoints: phones.map(({ name }) => name),
  });
  return { kind: 'loopback', ...servers, farendAddress, phones };
}

async function createPhone(name: string, address: string, traits: Traits): Promise<DemoPhone> {
  const { hasRport = false, hasAlg = false, refreshes = false } = traits;
  const port = await findFreePort(address);
  const own = hasAlg ? { host: address, port } : NOBODY;
  return {
    ...traits,
    name,
    hasRport,
    hasAlg,
    refreshes,
    ownHost: own.host,
    publicHost: address,
    options: {
      username: name,
      address,
      port,
      rport: hasRport,
      viaAddress: `${own.host}:${own.port}`,
      contact: `<sip:${name}@${own.host}:${own.port}>`,
    },
    ...(refreshes && { nextPort: await findFreePort(address) }),
  };
}

/** A UDP port that nothing on this machine has just now, the kernel's choice. */
async function findFreePort(address: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
