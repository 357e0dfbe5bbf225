// Changes peers and [general] of chan_sip in sip.conf itself, by AMI's UpdateConfig: for who lets farend
// read the file, and lets nobody but Asterisk write it. Asterisk writes it anew, with blanks of its own and
// the date on top.

import { z } from 'zod';
import type { ConfigCategory } from '../../asterisk/ami/config-reader.ts';
import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { PolicyChange } from '../../policy/policy-plan.ts';
import type { AsteriskAccess, ConfigUpdate } from '../asterisk-access.ts';
import type { Order, PolicyWriter, UndoNote } from './policy-writer.ts';
import { findLoss, listOwn, type SipConf } from './sip-conf-harm.ts';

const FILE = 'sip.conf';

const lineSchema = z.object({
  category: z.string(),
  variable: z.string(),
  /** Its own line; null without. */
  own: z.string().nullable(),
  /** What counts, from wherever; null without. */
  effective: z.string().nullable(),
});

const noteSchema = z.object({ lines: z.array(lineSchema) });

type Line = z.infer<typeof lineSchema>;
type ConfigAccess = Pick<AsteriskAccess, 'asterisk' | 'readConfig' | 'updateConfig'>;

export class UpdateConfigWriter implements PolicyWriter {
  readonly kind = 'update-config';
  readonly modules: readonly string[] = ['chan_sip.so'];
  private readonly updates: readonly ConfigUpdate[];
  private readonly access: ConfigAccess;
  private readonly sipConf: SipConf | undefined;
  private before: readonly ConfigCategory[] = [];

  /** @param sipConf undefined where farend cannot read it: then nothing is written */
  constructor({ changes }: Pick<Order, 'changes'>, access: ConfigAccess, sipConf?: SipConf) {
    this.updates = changes.filter(({ store }) => store === FILE).map(toUpdate);
    this.access = access;
    this.sipConf = sipConf;
  }

  /** @throws AppError POLICY_UNWRITABLE where something of the file would be lost */
  async prepare(): Promise<UndoNote> {
    if (this.sipConf === undefined)
      throw unwritable(
        `farend cannot read ${FILE} of ${this.access.asterisk}, and so not know what Asterisk would lose of it`,
      );
    const loss = findLoss(this.sipConf);
    if (loss !== undefined) throw unwritable(loss);
    const { configuration } = this.sipConf;
    this.before = (await this.access.readConfig(FILE)) ?? [];
    return { lines: this.updates.map((update) => readLine(update, configuration, this.before)) };
  }

  async write(): Promise<void> {
    try {
      await this.access.updateConfig(FILE, this.updates);
    } catch (error) {
      if (!isAppError(error, 'AMI_REFUSED')) throw error;
      throw new AppError('POLICY_UNWRITABLE', error.message, { cause: error });
    }
  }

  /** By Asterisk's own reader, which the file at hand was compared with. */
  async check(): Promise<void> {
    const after = formatLines((await this.access.readConfig(FILE)) ?? []);
    const wanted = formatLines(this.before.map((category) => this.expect(category)));
    const wrong = [...wanted, ...after].find((line) => wanted.has(line) !== after.has(line));
    if (wrong !== undefined)
      throw new AppError(
        'POLICY_UNSAFE',
        `${this.access.asterisk} reads ${FILE} otherwise than meant after it was written: ${wrong}`,
      );
  }

  private expect({ name, variables }: ConfigCategory): ConfigCategory {
    const changes = this.updates.filter(({ category }) => category === name);
    const added = changes.map(({ variable, value = '' }) => [variable, value] as const);
    return { name, variables: [...variables, ...added] };
  }
}

/**
 * Puts the lines of the note back where another value counts now; harmless when done again. What has a
 * line more for it keeps an empty one in its place.
 *
 * @param note of `UpdateConfigWriter.prepare`
 * @throws AppError AMI_UNREACHABLE, AMI_REFUSED
 */
export async function undoUpdates(note: UndoNote, access: ConfigAccess): Promise<void> {
  const now = await access.readConfig(FILE);
  const updates = noteSchema.parse(note).lines.flatMap((line) => {
    const category = now?.find(({ name }) => name === line.category);
    if (category === undefined || findLast(category, line.variable) === line.effective) return [];
    return [{ category: line.category, variable: line.variable, value: line.own ?? undefined }];
  });
  if (updates.length > 0) await access.updateConfig(FILE, updates);
}

function toUpdate({ object, setting, to }: PolicyChange): ConfigUpdate {
  return { category: object, variable: setting, value: to };
}

function readLine(
  { category, variable }: ConfigUpdate,
  { file, sections }: Configuration,
  categories: readonly ConfigCategory[],
): Line {
  const section = sections.find(({ name }) => name === category);
  const told = categories.find(({ name }) => name === category);
  if (section === undefined || told === undefined)
    throw unwritable(`${file} has no section [${category}] any more`);
  const effective = findLast(told, variable);
  if ((lastValue(section, variable) ?? null) !== effective)
    throw unwritable(`${file} is not what Asterisk reads of [${category}]: ${variable} differs`);
  const lines = section.variables.filter(({ name }) => name.toLowerCase() === variable);
  // Asterisk would change the first of them, and the last counts.
  if (lines.length > 1)
    throw unwritable(
      `${file}:${lines.at(-1)?.line} says ${variable} of [${category}] a second time: a change would move that line and lose its comment`,
    );
  return { category, variable, own: findOwn(section, variable), effective };
}

function findOwn(section: Section, variable: string): string | null {
  return listOwn(section).find(({ name }) => name.toLowerCase() === variable)?.value ?? null;
}

function findLast({ variables }: ConfigCategory, variable: string): string | null {
  return variables.findLast(([name]) => name === variable)?.[1] ?? null;
}

/** What counts of each category, a line for each setting. */
function formatLines(categories: readonly ConfigCategory[]): ReadonlySet<string> {
  return new Set(
    categories.flatMap((category) =>
      category.variables.map(
        ([variable]) => `[${category.name}] ${variable}=${findLast(category, variable)}`,
      ),
    ),
  );
}

function unwritable(why: string): AppError {
  return new AppError(
    'POLICY_UNWRITABLE',
    `${why}. Leave out "writer: update-config" in policy.endpoints: farend then writes a file of its own, or prints what to paste`,
  );
}
