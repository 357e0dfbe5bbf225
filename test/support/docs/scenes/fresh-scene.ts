// An Asterisk beside which farend was never installed.

import { join } from 'node:path';
import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import { createOffice } from '../../office.ts';
import { own } from '../../process/lifetime.ts';
import { createScratchDirectory } from '../../scratch-directory.ts';
import type { DocScene } from '../doc-scene.ts';

export async function createFreshScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const office = await createOffice({
    flavour,
    endpoints: [{ name: '4001' }, { name: '4002' }],
    trunks: [{ name: 'provider', host: '198.51.100.7:5060' }],
    // A port that is none, as nobody minds while AMI is off.
    files: { 'manager.conf': '[general]\nenabled = no\nport = 0\n' },
  });
  const scratch = createScratchDirectory('docs');
  own({ stop: async () => scratch.remove() });
  const { pbx, asterisk } = office;
  const paths = {
    '/etc/asterisk': asterisk.etcPath,
    '/var/lib/farend': join(scratch.path, 'state'),
    '/run/farend': join(scratch.path, 'run'),
    '/etc/farend': scratch.path,
  };
  return { namespace: pbx.namespace, directory: scratch.path, asterisk, paths };
}
