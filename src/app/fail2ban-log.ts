// `fail2ban.log` in the state directory: lines for fail2ban's own Asterisk filter. It stays below two
// mebibytes with its one predecessor, and a disk that hangs or is full holds nobody up.

import { rename, stat } from 'node:fs/promises';
import { openStateFile } from '../base/open-state-file.ts';

const MAX_BYTES = 1024 * 1024;
/** Lines that wait for the disk; more are lost, and fail2ban needs a few of each address only. */
const MAX_WAITING = 1_000;
/** Its owner writes it; fail2ban, which is root, reads it. */
const MODE = 0o640;

export class Fail2banLog {
  private readonly path: string;
  private readonly onTrouble: (error: unknown) => void;
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private bytes = 0;

  /** @param onTrouble told of each failure; what was to be written then is lost */
  constructor(path: string, onTrouble: (error: unknown) => void) {
    this.path = path;
    this.onTrouble = onTrouble;
  }

  /** Makes the file, since fail2ban refuses a jail without one. */
  open(): void {
    this.writing ??= this.writeAll();
  }

  write(line: string): void {
    if (this.waiting.length < MAX_WAITING) this.waiting.push(`${line}\n`);
    this.writing ??= this.writeAll();
  }

  /** Settled when nothing waits any more. */
  async close(): Promise<void> {
    await this.writing;
  }

  private async writeAll(): Promise<void> {
    do {
      const text = this.waiting.join('');
      this.waiting = [];
      try {
        await this.append(text);
      } catch (error) {
        this.onTrouble(error);
      }
    } while (this.waiting.length > 0);
    this.writing = undefined;
  }

  private async append(text: string): Promise<void> {
    if (this.bytes === 0) this.bytes = await measure(this.path);
    if (this.bytes + text.length > MAX_BYTES) {
      await rename(this.path, `${this.path}.1`);
      this.bytes = 0;
    }
    const handle = await openStateFile(this.path, 'a+', MODE);
    try {
      await handle.appendFile(text);
    } finally {
      await handle.close();
    }
    this.bytes += text.length;
  }
}

async function measure(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
