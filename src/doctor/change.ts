// A change as a check names it, in few words.

import type { Change } from './doctor-check.ts';

interface Rest {
  /** What stands there now. */
  readonly from?: string | undefined;
  /** The command that makes it count. */
  readonly apply?: string;
}

/** @param where the file, and the key or section in it; for a command, what it is typed into */
export function toChange(where: string, to: string, { from, apply }: Rest = {}): Change {
  return {
    where,
    to,
    ...(from !== undefined && { from }),
    ...(apply !== undefined && { then: apply }),
  };
}

/** To be typed as root. */
export function toCommand(command: string): Change {
  return toChange('a root shell', command);
}

export const RESTART = 'systemctl restart farend';
