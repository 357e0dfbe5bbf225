// Files and directories of farend, and whether its user may use them, by their mode bits.

/** As stat(2) tells. */
export interface Ownership {
  readonly path: string;
  /** The permission bits, 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface FileFacts {
  readonly path: string;
  readonly role: 'configuration' | 'secret' | 'state' | 'run';
  /** Absent: it is not there, or this command may not look. */
  readonly ownership?: Ownership;
  /** The directories on the way to it, the root first. */
  readonly directories: readonly Ownership[];
  /** It lies on a file system that is mounted for reading only. */
  readonly isReadOnly: boolean;
  /** The configuration has secrets written in it. */
  readonly hasSecret: boolean;
}

/** Who runs farend. */
export interface ServiceUser {
  readonly uid: number;
  readonly gids: readonly number[];
  /** How that is known: `the running proxy`, `farend.service`. */
  readonly by: string;
  /** As /etc/passwd names it; the number where it does not. */
  readonly name: string;
}

type Wish = 'read' | 'write' | 'enter';

const BITS: Readonly<Record<Wish, number>> = { read: 4, write: 2, enter: 1 };

/** By owner, group and others, the first that fits (path_resolution(7)); root may all. */
export function mayUse({ mode, uid, gid }: Ownership, user: ServiceUser, wish: Wish): boolean {
  if (user.uid === 0) return true;
  const bit = BITS[wish];
  if (uid === user.uid) return (mode & (bit << 6)) !== 0;
  if (user.gids.includes(gid)) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

/** The first directory on the way that the user may not enter. */
export function findBarrier(
  { directories }: Pick<FileFacts, 'directories'>,
  user: ServiceUser,
): Ownership | undefined {
  return directories.find((each) => !mayUse(each, user, 'enter'));
}

/** `0640`. */
export function formatMode({ mode }: Ownership): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
