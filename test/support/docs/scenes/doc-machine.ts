// The machine of most pages: a real Asterisk at port 5080, an office behind its router, and a directory
// with farend.yaml. The page, or the player in its place, starts farend.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AMI_SECRET, MANAGER_CONF } from '../../companion-office.ts';
import { PBX_ADDRESS } from '../../network/pbx-network.ts';
import { createOffice, type Office, type OfficeOptions } from '../../office.ts';
import { own } from '../../process/lifetime.ts';
import { createScratchDirectory } from '../../scratch-directory.ts';
import type { DocScene } from '../doc-scene.ts';

export interface DocMachineOptions extends OfficeOptions {
  /** Sections of farend.yaml beyond proxy, asterisk, state and run, in whose place they may stand; with the paths of a page. */
  readonly config?: object;
}

export interface DocMachine {
  readonly office: Office;
  readonly scene: Required<Pick<DocScene, 'namespace' | 'directory' | 'asterisk' | 'paths'>>;
}

const USUAL = {
  proxy: { listen: [`udp://${PBX_ADDRESS}:5060`], asterisk: [`udp://${PBX_ADDRESS}:5080`] },
  asterisk: { ami: { username: 'farend', secret: AMI_SECRET } },
  state: '/var/lib/farend',
  run: '/run/farend',
};

export async function createDocMachine(options: DocMachineOptions): Promise<DocMachine> {
  const { config, append, ...rest } = options;
  const office = await createOffice({
    sipPort: 5080,
    ...rest,
    append: { ...append, 'manager.conf': `${MANAGER_CONF}${append?.['manager.conf'] ?? ''}` },
  });
  const directory = createDirectory();
  const paths = {
    '/var/lib/farend': join(directory, 'state'),
    '/run/farend': join(directory, 'run'),
    '/etc/asterisk': office.asterisk.etcPath,
  };
  const text = Object.entries(paths).reduce(
    (file, [shown, real]) => file.replaceAll(shown, real),
    JSON.stringify({ ...USUAL, ...config }, undefined, 1),
  );
  writeFileSync(join(directory, 'farend.yaml'), text, { mode: 0o600 });
  const { namespace } = office.pbx;
  return { office, scene: { namespace, directory, asterisk: office.asterisk, paths } };
}

function createDirectory(): string {
  const scratch = createScratchDirectory('docs');
  own({ stop: async () => scratch.remove() });
  mkdirSync(join(scratch.path, 'state'));
  return scratch.path;
}
