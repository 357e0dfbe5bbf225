// Whether SELinux keeps programs to its policy.

import { readFileSync } from 'node:fs';

/** Undefined where there is none. */
export function readSelinux(): 'enforcing' | 'permissive' | undefined {
  try {
    const enforce = readFileSync('/sys/fs/selinux/enforce', 'utf8').trim();
    return enforce === '1' ? 'enforcing' : 'permissive';
  } catch {
    return undefined;
  }
}
