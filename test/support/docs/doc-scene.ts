// What a page's commands are run in: a machine of the lab, its Asterisk, and a directory with farend.yaml.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';

export interface DocScene {
  /** The network namespace of the machine. */
  readonly namespace: string;
  /** Where commands begin: farend.yaml is in it, and what else the page names without a path. */
  readonly directory: string;
  /** The farend.yaml that commands without `-c` mean; default: that of the directory. */
  readonly config?: string;
  /** `asterisk -rx` of the page asks this one. */
  readonly asterisk?: AsteriskInstance;
  /** Paths as the page has them, and where they are in the lab: `/etc/asterisk`. */
  readonly paths?: Readonly<Record<string, string>>;
  /**
   * What starts farend where no page does: `farend run -c farend.yaml`. After `farend init` it starts again and for
   * `farend undo` it ends, as systemd has it elsewhere.
   */
  readonly begins?: string;
  /** What has happened before the first question: phones register. farend runs by then. */
  readonly populate?: () => Promise<void>;
  /** What happens after a command of the page: phones register again. */
  readonly follow?: (command: string) => Promise<void>;
}

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');

/**
 * A directory with `farend` and `asterisk` as the page's commands mean them: what they would look for on the
 * whole machine they find in the scene.
 */
export function writeCommands({
  directory,
  asterisk,
  config = join(directory, 'farend.yaml'),
}: DocScene): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeScript(join(bin, 'farend'), formatFarend(directory, config, asterisk?.etcPath));
  if (asterisk !== undefined)
    writeScript(join(bin, 'asterisk'), `exec ${quote(asterisk.command)} "$@"`);
  return bin;
}

/** The defaults are those of a scene; a later option of the page has its way. */
function formatFarend(directory: string, file: string, etcPath: string | undefined): string {
  const farend = quote([process.execPath, MAIN]);
  const config = quote(['-c', file]);
  const places = ['state', 'run', 'systemd', 'fail2ban'].flatMap((name) => [
    `--${name}`,
    join(directory, name),
  ]);
  const found = etcPath === undefined ? [] : ['--asterisk-conf', join(etcPath, 'asterisk.conf')];
  return `case "$1 $*" in
  init*) shift; set -- init ${config} ${quote([...places, ...found])} "$@";;
  explain*|help*|-*|*' -c '*|*' --help'*) ;;
  *) set -- "$@" ${config};;
esac
exec ${farend} "$@"`;
}

function writeScript(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}
