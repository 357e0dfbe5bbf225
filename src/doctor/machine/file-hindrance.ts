// Why farend's user may not use a file of its own, and the command that lets it.

import { type FileFacts, findBarrier, formatMode, mayUse, type ServiceUser } from './file-facts.ts';

interface Hindrance {
  readonly what: string;
  /** Typed as root. */
  readonly cure: string;
}

/** Undefined: it may. */
export function findHindrance(
  file: FileFacts,
  user: ServiceUser,
  wish: 'read' | 'write',
): Hindrance | undefined {
  const { path, ownership, isReadOnly } = file;
  const barrier = findBarrier(file, user);
  if (barrier !== undefined)
    return {
      what: `farend’s user (${user.name}) may not enter ${barrier.path}, mode ${formatMode(barrier)}, and so not ${wish} ${path}`,
      cure: `chmod o+x ${barrier.path}`,
    };
  if (wish === 'write' && isReadOnly)
    return { what: `${path} lies on a disk that is mounted read-only`, cure: `findmnt -T ${path}` };
  if (ownership === undefined) return undefined;
  const mayAll = wish === 'read' || mayUse(ownership, user, 'enter');
  if (mayUse(ownership, user, wish) && mayAll) return undefined;
  return {
    what: `farend’s user (${user.name}) may not ${wish} ${path}, mode ${formatMode(ownership)}`,
    cure:
      wish === 'write'
        ? `chown ${user.name} ${path}`
        : `chgrp ${user.name} ${path} && chmod g+r ${path}`,
  };
}
