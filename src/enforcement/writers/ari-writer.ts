// Writes settings of objects that are in a database or AstDB, over ARI, and takes them back.

import { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { SorceryAccess } from '../sorcery-access.ts';
import type { Order, PolicyWriter, UndoNote } from './policy-writer.ts';
import {
  formatValue,
  groupByObject,
  isSameAttribute,
  type SorceryObject,
  sorceryObjectSchema,
} from './sorcery-object.ts';

const noteSchema = z.object({ objects: z.array(sorceryObjectSchema) });

const PASTE =
  'Or set `writer: paste` for it in policy.endpoints, and paste what `farend policy plan` prints';

type Attributes = ReadonlyMap<string, string>;

export class AriWriter implements PolicyWriter {
  readonly kind = 'ari';
  readonly modules: readonly string[] = [];
  private readonly objects: readonly SorceryObject[];
  private readonly access: SorceryAccess;
  /** The whole objects as they were, to see what else a write changed. */
  private readonly before = new Map<SorceryObject, Attributes>();

  constructor({ changes }: Pick<Order, 'changes'>, access: SorceryAccess) {
    this.objects = groupByObject(changes);
    this.access = access;
  }

  /**
   * The note has what will be changed and nothing else of the objects.
   *
   * @throws AppError POLICY_UNWRITABLE for an object that is not there, or that has no such attribute
   */
  async prepare(): Promise<UndoNote> {
    const objects: SorceryObject[] = [];
    for (const object of this.objects) objects.push(await this.keep(object));
    return { objects };
  }

  /**
   * One after the other: the first that is not taken as meant ends it, so that what Asterisk does
   * otherwise than expected befalls one object.
   *
   * @throws AppError POLICY_UNWRITABLE where Asterisk refuses, POLICY_UNSAFE where it took it otherwise
   */
  async write(): Promise<void> {
    for (const object of this.objects) {
      await this.update(object);
      await this.verify(object);
    }
  }

  async check(): Promise<void> {
    for (const object of this.objects) await this.verify(object);
  }

  private async keep(object: SorceryObject): Promise<SorceryObject> {
    const { kind, id } = object;
    const attributes = await this.access.readObject(kind, id);
    if (attributes === undefined)
      throw new AppError('POLICY_UNWRITABLE', `${this.name(object)} is gone: plan again`);
    this.before.set(object, attributes);
    return {
      kind,
      id,
      attributes: object.attributes.map(([name]) => {
        const value = attributes.get(name);
        if (value !== undefined) return [name, formatValue(value)];
        throw new AppError('POLICY_UNWRITABLE', `${this.name(object)} has no ${name}. ${PASTE}`);
      }),
    };
  }

  private async update(object: SorceryObject): Promise<void> {
    try {
      await this.access.updateObject(object.kind, object.id, object.attributes);
    } catch (error) {
      if (!isAppError(error, 'ARI_REFUSED')) throw error;
      const sentence = explainRefusal(this.name(object), error.message);
      throw new AppError('POLICY_UNWRITABLE', sentence, { cause: error });
    }
  }

  private async verify(object: SorceryObject): Promise<void> {
    const after = await this.access.readObject(object.kind, object.id);
    const wrong = findDifference(object, this.before.get(object) ?? new Map(), after);
    if (wrong !== undefined)
      throw new AppError('POLICY_UNSAFE', `${this.name(object)}: ${wrong}. ${PASTE}`);
  }

  private name({ kind, id }: SorceryObject): string {
    return `${this.access.asterisk}: ${kind} ${id}`;
  }
}

/**
 * Puts the attributes of the note back where they are another value now; harmless when done again. An
 * object that is gone meanwhile stays gone.
 *
 * @param note of `AriWriter.prepare`
 * @throws AppError ARI_UNREACHABLE, ARI_REFUSED; all objects have been tried then
 */
export async function undoObjects(note: UndoNote, access: SorceryAccess): Promise<void> {
  const failures: unknown[] = [];
  for (const object of noteSchema.parse(note).objects.toReversed())
    await putBack(object, access).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function putBack(
  { kind, id, attributes }: SorceryObject,
  access: SorceryAccess,
): Promise<void> {
  const now = await access.readObject(kind, id);
  if (now === undefined) return;
  const others = attributes.filter(([name, value]) => !isSameAttribute(now.get(name), value));
  if (others.length > 0) await access.updateObject(kind, id, others);
}

/** What did not become as it was meant, or changed with it; undefined when all is well. */
function findDifference(
  { attributes }: SorceryObject,
  before: Attributes,
  after: Attributes | undefined,
): string | undefined {
  if (after === undefined) return 'Asterisk does not find it any more after it was written';
  const wanted = new Map([...before, ...attributes]);
  for (const [name, value] of wanted)
    if (!isSameAttribute(after.get(name), value))
      return `${name} is "${after.get(name) ?? ''}" after it was written, not "${value}"`;
  return undefined;
}

function explainRefusal(name: string, said: string): string {
  if (/sorcery objects of type/i.test(said))
    return `${name} cannot be written. If it is in a database, its table lacks a column that Asterisk writes: make it as contrib/ast-db-manage of this version does, or let Asterisk have func_realtime.so, with which farend writes single columns. Otherwise sorcery.conf names nothing for it that can be written. ${PASTE}`;
  return `${name} cannot be written: ${said}. ${PASTE}`;
}
