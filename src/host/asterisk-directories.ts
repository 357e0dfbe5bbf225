// asterisk.conf: where an Asterisk has its files. What it does not say is as Asterisk was built, and
// everybody builds it for the same places (build_tools/make_defaults_h, contrib/scripts).

import { join } from 'node:path';
import { type Configuration, lastValue } from '../asterisk/conf/configuration.ts';
import type { FoundAsterisk } from './asterisk-survey.ts';

type Directories = Pick<
  FoundAsterisk,
  'configDirectory' | 'runDirectory' | 'logDirectory' | 'controlSocket'
> & { readonly moduleDirectory?: string };

/** A template, `[directories](!)`, counts for nothing: as Debian and the sample have it, all is as built. */
export function readDirectories({ sections }: Configuration): Directories {
  const ask = (name: string, setting: string): string | undefined => {
    const values = sections
      .filter((section) => !section.isTemplate && section.name.toLowerCase() === name)
      .map((section) => lastValue(section, setting));
    return values.find((value) => value !== undefined && value !== '');
  };
  const runDirectory = ask('directories', 'astrundir') ?? '/var/run/asterisk';
  const moduleDirectory = ask('directories', 'astmoddir');
  return {
    configDirectory: ask('directories', 'astetcdir') ?? '/etc/asterisk',
    runDirectory,
    logDirectory: ask('directories', 'astlogdir') ?? '/var/log/asterisk',
    controlSocket: join(runDirectory, ask('files', 'astctl') ?? 'asterisk.ctl'),
    ...(moduleDirectory !== undefined && { moduleDirectory }),
  };
}
