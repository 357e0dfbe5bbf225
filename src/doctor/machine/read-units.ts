// What systemd says of farend's units.

import { existsSync } from 'node:fs';
import { runTool } from '../../host/run-tool.ts';

export interface UnitFacts {
  readonly name: string;
  /** `active`, `failed`, `inactive`, `activating` … */
  readonly activeState: string;
  /** `enabled`, `disabled`, … */
  readonly fileState: string;
  /** How often it was started again since it was started. */
  readonly restarts: number;
  /** Who it runs as; '' for root. */
  readonly user: string;
  /** Paths that it may write besides its own directories (ReadWritePaths of systemd.exec(5)). */
  readonly writes: readonly string[];
}

const units = [
  'farend.service',
  'farend-proxy.service',
  'farend-companion.service',
  'farend-divert.service',
] as const;
const properties = 'Id,LoadState,ActiveState,UnitFileState,NRestarts,User,ReadWritePaths';

/** Those that are installed; undefined where systemd does not run. */
export async function readUnits(): Promise<UnitFacts[] | undefined> {
  if (!existsSync('/run/systemd/system')) return undefined;
  const { isDone, output } = await runTool('systemctl', [
    'show',
    '--property',
    properties,
    ...units,
  ]);
  return isDone ? parseUnits(output) : undefined;
}

/** Blocks of `Name=value`, an empty line between them. */
export function parseUnits(text: string): UnitFacts[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const read = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? '';
    if (read('LoadState') === 'not-found' || read('Id') === '') return [];
    return {
      name: read('Id'),
      activeState: read('ActiveState'),
      fileState: read('UnitFileState'),
      restarts: Number(read('NRestarts')),
      user: read('User'),
      writes: readPaths(read('ReadWritePaths')),
    };
  });
}

/** One that begins with `-` may be missing; one with blanks is in quotes. */
function readPaths(value: string): string[] {
  const words = value.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^"(.*)"$/, '$1').replace(/^[-+]+/, ''));
}
