// Single columns of a database of Asterisk's, written over ARI by a function of its dialplan, REALTIME_FIELD
// of func_realtime.so: nothing else of the row changes, and its table may lack columns.

import { z } from 'zod';
import { isAppError } from '../../base/app-error.ts';
import type { AriCaller } from './ari-access.ts';
import type { RealtimeTables } from './realtime-tables.ts';

const moduleSchema = z.object({ status: z.string() });

export class RealtimeColumns {
  private readonly ari: AriCaller;
  private readonly tables: RealtimeTables;
  private isLoaded: boolean | undefined;

  constructor(ari: AriCaller, tables: RealtimeTables) {
    this.ari = ari;
    this.tables = tables;
  }

  /**
   * @returns false where there is no such table, or nothing to write it with. ARI does not say whether a
   * write was done: whoever gets true reads the object again
   */
  async write(
    kind: 'endpoint' | 'aor',
    id: string,
    attributes: readonly (readonly [name: string, value: string])[],
  ): Promise<boolean> {
    const table = this.tables[kind];
    // Others would end the argument.
    if (table === undefined || !/^[\w.@+-]+$/.test(id)) return false;
    this.isLoaded ??= await this.findModule();
    if (!this.isLoaded) return false;
    for (const [name, value] of attributes) {
      const variable = `REALTIME_FIELD(${table},id,${id},${name})`;
      await this.ari.call('asterisk', 'setGlobalVar', { variable, value });
    }
    return true;
  }

  /**
   * Asked first: without it, each write would be an error in Asterisk's log. Where it is not loaded it is,
   * until Asterisk's next start.
   */
  private async findModule(): Promise<boolean> {
    return (await this.isRunning()) || ((await this.load()) && (await this.isRunning()));
  }

  private async isRunning(): Promise<boolean> {
    const answer = await this.ask('getModule');
    return moduleSchema.safeParse(answer).data?.status === 'Running';
  }

  private async load(): Promise<boolean> {
    return (await this.ask('loadModule')) !== undefined;
  }

  /** Undefined: Asterisk refuses, or has no such module. */
  private async ask(operation: 'getModule' | 'loadModule'): Promise<unknown> {
    try {
      return await this.ari.call('asterisk', operation, { moduleName: 'func_realtime.so' });
    } catch (error) {
      if (isAppError(error, 'ARI_REFUSED')) return undefined;
      throw error;
    }
  }
}
