// Objects of chan_pjsip behind sorcery, over the ARI client that there is: the companion's own, or one
// that is opened for a command. Asterisk writes an object whole; of a row in a database it can also
// write single columns.

import { z } from 'zod';
import { AriClient } from '../../asterisk/ari/ari-client.ts';
import type { AriAddress, AriTiming } from '../../asterisk/ari/ari-options.ts';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { SorceryAccess } from '../sorcery-access.ts';
import { type AstdbAccess, writeAstdbAor } from './astdb-aors.ts';
import { RealtimeColumns } from './realtime-columns.ts';
import type { RealtimeTables } from './realtime-tables.ts';
import { findHarm, isSameAttribute } from './sorcery-object.ts';

/** What is needed of an AriClient; throws as its `call` does. */
export interface AriCaller {
  call(
    resource: string,
    operation: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
}

export interface AriAccessOptions extends AriAddress {
  /** Its name in the configuration. */
  readonly asterisk: string;
  readonly timing?: Partial<AriTiming>;
  readonly tables?: RealtimeTables;
  readonly astdb?: AstdbAccess;
}

/** Another name than the companion's, whose WebSocket this one would take over. */
const APPLICATION = 'farend-policy';

const objectSchema = z.array(z.object({ attribute: z.string(), value: z.string() }));

/**
 * Connects once; resolves when calls may be made.
 *
 * @throws AppError ARI_UNREACHABLE with the reason, after `connectMs` of the timing at the latest for
 * each of its two steps: the first question, then the API's documents and the WebSocket
 */
export async function openAriAccess(options: AriAccessOptions): Promise<AriAccess> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const client = new AriClient(
    { ...options, applications: [APPLICATION] },
    {
      onEvent: () => undefined,
      onProblem: () => undefined,
      onConnection: (isUp, reason) => {
        if (isUp) resolve();
        else reject(new AppError('ARI_UNREACHABLE', `${options.asterisk}: ${reason}`));
      },
    },
  );
  client.start();
  try {
    await promise;
  } catch (error) {
    await client.stop();
    throw error;
  }
  const { asterisk, tables, astdb } = options;
  return new AriAccess(asterisk, client, tables, () => client.stop(), astdb);
}

export class AriAccess implements SorceryAccess {
  readonly asterisk: string;
  private readonly ari: AriCaller;
  private readonly tables: RealtimeTables;
  private readonly astdb: AstdbAccess | undefined;
  private readonly columns: RealtimeColumns;
  private readonly end: () => Promise<void>;

  /**
   * @param end what `close` does; nothing where the client belongs to somebody else
   * @param astdb absent: AORs in AstDB are written only while no phone is registered
   */
  constructor(
    asterisk: string,
    ari: AriCaller,
    tables: RealtimeTables = {},
    end: () => Promise<void> = async () => undefined,
    astdb?: AstdbAccess,
  ) {
    this.asterisk = asterisk;
    this.ari = ari;
    this.tables = tables;
    this.astdb = astdb;
    this.columns = new RealtimeColumns(ari, tables);
    this.end = end;
  }

  async readObject(
    kind: 'endpoint' | 'aor',
    id: string,
  ): Promise<ReadonlyMap<string, string> | undefined> {
    try {
      const answer = await this.ari.call('asterisk', 'getObject', nameObject(kind, id));
      const attributes = objectSchema.parse(answer);
      return new Map(attributes.map(({ attribute, value }) => [attribute, value]));
    } catch (error) {
      // res/ari/resource_asterisk.c: "Object with id '4001' not found".
      if (isAppError(error, 'ARI_REFUSED') && /Object with id .* not found/.test(error.message))
        return undefined;
      throw error;
    }
  }

  /** Asks whether it is there, first: of one that is not, Asterisk would make a new one. */
  async updateObject(
    kind: 'endpoint' | 'aor',
    id: string,
    attributes: readonly (readonly [name: string, value: string])[],
  ): Promise<void> {
    const object = await this.readObject(kind, id);
    if (object === undefined)
      throw new AppError('ARI_REFUSED', `${this.asterisk} has no ${kind} ${id} any more`);
    if (await this.updateAlone(kind, id, object, attributes)) return;
    const harm = findHarm(kind, id, object);
    if (harm !== undefined) throw new AppError('ARI_REFUSED', harm);
    const fields = attributes.map(([attribute, value]) => ({ attribute, value }));
    // The package takes `fields` for the whole body.
    const args = { ...nameObject(kind, id), fields: { fields } };
    await this.ari.call('asterisk', 'updateObject', args);
  }

  /** These attributes and nothing else of the object; false where that cannot be. */
  private async updateAlone(
    kind: 'endpoint' | 'aor',
    id: string,
    object: ReadonlyMap<string, string>,
    attributes: readonly (readonly [name: string, value: string])[],
  ): Promise<boolean> {
    const isWritten =
      (await this.columns.write(kind, id, attributes)) ||
      (kind === 'aor' && (await this.updateAstdbAor(id, object, attributes)));
    if (!isWritten) return false;
    const now = await this.readObject(kind, id);
    return attributes.every(([name, value]) => isSameAttribute(now?.get(name), value));
  }

  private async updateAstdbAor(
    id: string,
    aor: ReadonlyMap<string, string>,
    attributes: readonly (readonly [name: string, value: string])[],
  ): Promise<boolean> {
    const family = this.tables.astdbAor;
    if (family === undefined || this.astdb === undefined) return false;
    return await writeAstdbAor(this.astdb, family, id, aor, attributes);
  }

  close(): Promise<void> {
    return this.end();
  }
}

function nameObject(objectType: string, id: string): Record<string, unknown> {
  return { configClass: 'res_pjsip', objectType, id };
}
