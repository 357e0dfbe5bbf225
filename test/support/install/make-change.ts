// The change that `farend doctor` names, made to the letter, as somebody does it who reads no more than
// that: the line in the file, and the command that makes it count.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Change } from '../../../src/doctor/doctor-check.ts';
import type { InstallScene } from './install-scene.ts';

interface ChangePlace {
  readonly file: string;
  readonly line: number | undefined;
  /** What stands behind the file: a key of farend.yaml, a section. */
  readonly rest: string;
}

/** Every edit, then what makes them count. Throws where a change cannot be made as it is told. */
export async function makeChanges(scene: InstallScene, changes: readonly Change[]): Promise<void> {
  for (const change of changes) await edit(scene, change);
  const commands = new Set(changes.flatMap(({ then = '' }) => then));
  for (const command of commands) await follow(scene, command);
}

async function edit(scene: InstallScene, change: Change): Promise<void> {
  const { where, to } = change;
  if (where === 'a root shell') await scene.onMachine(['sh', '-e'], `${to}\n`);
  else if (where.startsWith('the firewall of this machine'))
    await scene.onMachine(['nft', '-f', '-'], `insert rule inet filter input ${to}\n`);
  else editFile(findPlace(where), { ...change, to: fillIn(to) });
}

/** No secret is in what the doctor says: it names the file that has it. */
function fillIn(line: string): string {
  return line.replace(/\(as farend has it: \[secret: file (.+)\]\)/, (_, file: string) =>
    readFileSync(file, 'utf8').trim(),
  );
}

function findPlace(where: string): ChangePlace {
  const [, file = '', line, rest = ''] = /^([^:,]+)(?::(\d+))?(?:[:,]? (.*))?$/.exec(where) ?? [];
  if (!existsSync(file) || statSync(file).isDirectory())
    throw new Error(`“${where}” names no file that is there`);
  return { file, line: line === undefined ? undefined : Number(line), rest };
}

function editFile({ file, line, rest }: ChangePlace, { from, to }: Change): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const first = line === undefined ? findStart(lines, rest) : line - 1;
  if (from === undefined) {
    const isAtEnd = rest === '' && line === undefined;
    lines.splice(isAtEnd ? lines.length : first + 1, 0, to);
  } else {
    const at = line === undefined ? findLine(lines, from, first) : first;
    lines.splice(at, 1, ...changeLine(lines[at] ?? '', from, to));
  }
  writeFileSync(file, lines.join('\n'));
}

function findLine(lines: readonly string[], from: string, first: number): number {
  const at = lines.findIndex((text, index) => index >= first && text.includes(from));
  if (at < 0) throw new Error(`there is no “${from}” where the doctor sees it`);
  return at;
}

/** None where the line goes. */
function changeLine(line: string, from: string, to: string): string[] {
  // Of a secret it says only that it is another one.
  if (!from.includes('(') && !tighten(line).includes(tighten(from)))
    throw new Error(`“${line}” is not the “${from}” that the doctor sees there`);
  if (to === '') return [];
  return [line.includes(from) ? line.replace(from, to) : to];
}

/** Blanks around `=` count for nothing in Asterisk's files. */
function tighten(line: string): string {
  return line.replace(/\s*=>?\s*/, '=');
}

/** The line of a section, or of the last key of a path: `proxy.mediaAddress`. */
function findStart(lines: readonly string[], rest: string): number {
  const key = rest.startsWith('[') ? rest : `${rest.split('.').at(-1)}:`;
  const start = rest === '' ? 0 : lines.findIndex((text) => text.trim().startsWith(key));
  if (start < 0) throw new Error(`there is no line ${key}`);
  return start;
}

async function follow(scene: InstallScene, command: string): Promise<void> {
  const consoleCommands = [...command.matchAll(/asterisk -rx "([^"]+)"/g)];
  for (const [, words = ''] of consoleCommands) await scene.asterisk.cli(words);
  if (/systemctl re(start|load) farend/.test(command)) await scene.farend.restart();
}
