// Ends this process by SIGKILL at its nth operation on the disk, counted from `begin` on: before it, or in the
// middle of a write.

import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Operation = (this: unknown, ...args: unknown[]) => Promise<unknown>;

export class KillAtOperation {
  readonly #killAt: number;
  #count = 0;
  #isCounting = false;

  /** @param killAt 1 and up */
  constructor(killAt: number) {
    this.#killAt = killAt;
  }

  /** To be awaited before anything that is counted. */
  async prepare(): Promise<void> {
    for (const name of ['open', 'mkdir', 'chmod', 'chown', 'rename', 'unlink', 'rm', 'rmdir'])
      this.#killBefore(promises, name);
    syncBuiltinESMExports();
    const handle: FileHandle = await promises.open(import.meta.filename);
    const prototype: object = Object.getPrototypeOf(handle);
    for (const name of ['chmod', 'chown', 'sync', 'truncate', 'close'])
      this.#killBefore(prototype, name);
    for (const name of ['write', 'writeFile', 'appendFile']) this.#killWithin(prototype, name);
    await handle.close();
  }

  begin(): void {
    this.#isCounting = true;
  }

  #killBefore(target: object, name: string): void {
    const methods = target as Record<string, Operation>;
    const original = methods[name];
    const pass = (): Promise<void> => this.#pass();
    methods[name] = async function (...args) {
      await pass();
      return await original?.apply(this, args);
    };
  }

  #killWithin(target: object, name: string): void {
    const methods = target as Record<string, Operation>;
    const original = methods[name];
    const pass = (lastBreath?: () => Promise<unknown>): Promise<void> => this.#pass(lastBreath);
    methods[name] = async function (data, ...rest) {
      await pass();
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      if (Buffer.isBuffer(bytes) && bytes.length > 1)
        await pass(() => original?.call(this, bytes.subarray(0, bytes.length / 2)) ?? pass());
      return await original?.call(this, data, ...rest);
    };
  }

  async #pass(lastBreath: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    if (!this.#isCounting) return;
    this.#count += 1;
    if (this.#count !== this.#killAt) return;
    await lastBreath();
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  }
}
