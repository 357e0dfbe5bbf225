// A capture of an Asterisk without farend: 4002 registers, and 4001, which does not offer rport, gets no
// answer.

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import { startPacketCapture } from '../../peers/packet-capture.ts';
import { findPeers } from '../../provision/peers.ts';
import type { DocScene } from '../doc-scene.ts';
import { createDocMachine } from './doc-machine.ts';

const PHONE = { userAgent: 'Phone 1.0' };

export async function createCaptureScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const { tshark } = findPeers();
  if (tshark === undefined) throw new Error('the lab has no tshark to record with');
  const { office, scene } = await createDocMachine({
    flavour,
    endpoints: [{ name: '4001', forceRport: false }, { name: '4002' }],
    sipPort: 5060,
  });
  const capture = await startPacketCapture({
    root: tshark,
    namespace: scene.namespace,
    format: 'pcap',
  });
  const working = await office.startPhone({ ...PHONE, username: '4002', address: '192.168.1.51' });
  const failing = await office.startPhone({
    ...PHONE,
    username: '4001',
    rport: false,
    timeoutMs: 4_000,
  });
  await working.register();
  await failing.register();
  await capture.waitFor('CSeq: 2 REGISTER');
  renameSync(await capture.finish(), join(scene.directory, 'capture.pcap'));
  return scene;
}
