// An Asterisk that does not run, by its files alone, and room for farend beside it: for what an installation
// does to files, and no namespace, phone or packet.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { own } from '../process/lifetime.ts';
import { createScratchDirectory } from '../scratch-directory.ts';
import { InstalledFarend } from './installed-farend.ts';

export interface FilesScene {
  readonly farend: InstalledFarend;
  /** Asterisk's configuration. */
  readonly etcPath: string;
  readonly logPath: string;
  /** Above all of it. */
  readonly path: string;
}

/** @param files name in Asterisk's configuration directory → text */
export function createFilesScene(files: Readonly<Record<string, string>>): FilesScene {
  const scratch = createScratchDirectory('install-files');
  own({ stop: async () => scratch.remove() });
  const { path } = scratch;
  const etcPath = join(path, 'etc');
  const logPath = join(path, 'log');
  for (const name of ['farend', 'fail2ban', 'log', 'asterisk-run']) mkdirSync(join(path, name));
  const asteriskConf = `[directories]
astetcdir => ${etcPath}
astrundir => ${join(path, 'asterisk-run')}
astlogdir => ${logPath}
`;
  const all = {
    'modules.conf': '[modules]\nautoload = yes\n',
    ...files,
    'asterisk.conf': asteriskConf,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(etcPath, name)), { recursive: true });
    writeFileSync(join(etcPath, name), text);
  }
  const farend = own(new InstalledFarend({ path, asteriskConf: join(etcPath, 'asterisk.conf') }));
  return { farend, etcPath, logPath, path };
}
