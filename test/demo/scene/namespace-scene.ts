// The real stage: a PBX on the internet, two offices and a home behind routers of the Linux kernel.
// The phones have the same private addresses everywhere, as in life.

import {
  createPbxNetwork,
  PBX_ADDRESS,
  type PbxNetwork,
} from '../../support/network/pbx-network.ts';
import { createSite, type Site, type SiteOptions } from '../../support/network/site.ts';
import type { AsteriskRoot } from '../../support/provision/asterisk-root.ts';
import type { DemoPhone, Scene } from './scene.ts';
import { startServers } from './start-servers.ts';

/** RFC 5737, TEST-NET-3, as all public addresses of the lab. */
const FAREND_ADDRESS = '203.0.113.5';
const FIRST_PHONE = '192.168.1.50';
const SECOND_PHONE = '192.168.1.51';

type RouterOptions = Partial<SiteOptions> & Pick<SiteOptions, 'name' | 'publicAddress'>;

const LEEDS: RouterOptions = { name: 'leeds', publicAddress: '203.0.113.1' };
const YORK: RouterOptions = {
  name: 'york',
  publicAddress: '203.0.113.2',
  rebind: 'every-packet',
};
const HOME: RouterOptions = { name: 'home', publicAddress: '203.0.113.3', alg: true };

export async function createNamespaceScene(root: AsteriskRoot): Promise<Scene> {
  const pbx = await createPbxNetwork({ addresses: [PBX_ADDRESS, FAREND_ADDRESS] });
  const phones = await createPhones(pbx);
  const servers = await startServers({
    root,
    namespace: pbx.namespace,
    asterisk: { address: PBX_ADDRESS, port: 5060 },
    deviceSide: `${FAREND_ADDRESS}:5060`,
    asteriskSide: `${FAREND_ADDRESS}:5062`,
    amiPort: 5038,
    sites: [
      { name: 'Leeds', networks: [LEEDS.publicAddress] },
      { name: 'York', networks: [YORK.publicAddress] },
      { name: 'home', networks: [HOME.publicAddress] },
    ],
    endpoints: phones.map(({ name }) => name),
  });
  return { kind: 'namespaces', ...servers, farendAddress: `${FAREND_ADDRESS}:5060`, phones };
}

async function createPhones(pbx: PbxNetwork): Promise<DemoPhone[]> {
  const [leeds, york, home] = await Promise.all([
    createSite({ pbx, ...LEEDS }),
    createSite({ pbx, ...YORK }),
    createSite({ pbx, ...HOME }),
  ]);
  return [
    createPhone('4001', leeds, FIRST_PHONE, {
      title: 'with rport',
      place: 'in the Leeds office, behind an ordinary NAT router',
      hasRport: true,
    }),
    createPhone('4002', leeds, SECOND_PHONE, {
      title: 'without rport',
      place: 'in the Leeds office, behind an ordinary NAT router',
    }),
    createPhone('4003', york, FIRST_PHONE, {
      title: 'without rport, port-hopping NAT',
      place: 'in the York office, behind a router that picks another port for every packet',
      refreshes: true,
    }),
    createPhone('4004', home, FIRST_PHONE, {
      title: 'without rport, SIP ALG',
      place: 'at home, behind a router whose SIP ALG is switched on',
      hasAlg: true,
    }),
  ];
}

function createPhone(
  name: string,
  site: Site,
  address: string,
  traits: Pick<DemoPhone, 'title' | 'place'> & Partial<DemoPhone>,
): DemoPhone {
  const { hasRport = false } = traits;
  return {
    name,
    hasAlg: false,
    refreshes: false,
    ownHost: address,
    publicHost: site.publicAddress,
    options: { namespace: site.hostNamespace, username: name, address, rport: hasRport },
    ...traits,
    hasRport,
  };
}
