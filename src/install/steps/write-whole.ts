// Writes a file whole, on the disk, with its mode and owner from the first moment: a crash leaves the old
// one or this one.

import { basename, dirname, join } from 'node:path';
import { openFreshFile } from '../../base/open-fresh-file.ts';
import { replaceFile } from '../../base/replace-file.ts';

export interface FileRights {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export async function writeWhole(
  file: string,
  bytes: Buffer,
  { mode, uid, gid }: FileRights,
): Promise<void> {
  const fresh = freshName(file);
  const handle = await openFreshFile(fresh, 0o600);
  try {
    const { uid: ownUid, gid: ownGid } = await handle.stat();
    if (ownUid !== uid || ownGid !== gid) await handle.chown(uid, gid);
    await handle.chmod(mode);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await replaceFile(fresh, file);
}

/** What a crash may leave beside the file; no pattern of an include finds it. */
export function freshName(file: string): string {
  return join(dirname(file), `.${basename(file)}.new`);
}
