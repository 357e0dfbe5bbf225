// Changes of objects in a database or AstDB as a person types them: SQL, or calls of ARI. What cannot be
// quoted in a way that every database and shell reads alike is left out, and named.

import type { PasteOptions, PasteText } from './paste-text.ts';

export interface DynamicObject {
  readonly kind: 'endpoint' | 'aor';
  readonly id: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

const DEFAULT_TABLES = { endpoint: 'ps_endpoints', aor: 'ps_aors' };

export function formatStatements(
  objects: readonly DynamicObject[],
  { tables = DEFAULT_TABLES }: PasteOptions,
): PasteText[] {
  const stored = objects.filter(({ kind }) => tables[kind] !== undefined);
  if (stored.length === 0) return [];
  const [written, left] = partition(stored, isPlain);
  return [
    {
      target: `the database of ${[...new Set(stored.map(({ kind }) => tables[kind]))].join(', ')}`,
      text: written.map((object) => formatStatement(object, tables[object.kind] ?? '')).join(''),
      note: `As SQL, in the tables that extconfig.conf has for these names; Asterisk reads them when it needs them.${explainLeftOut(left)}`,
    },
  ];
}

export function formatAriCalls(
  objects: readonly DynamicObject[],
  { tables, ariUrl = 'http://127.0.0.1:8088', ariUsername = 'farend' }: PasteOptions,
): PasteText[] {
  const called = objects.filter(({ kind }) => tables?.[kind] === undefined);
  if (called.length === 0) return [];
  const [written, left] = partition(called, isPlain);
  const which =
    tables === undefined
      ? 'Only for what is in AstDB and not in a database: over ARI Asterisk would write all columns of a row.'
      : 'For objects in AstDB, or in a database with a cache before it.';
  return [
    {
      target: 'a shell on the machine of Asterisk',
      text: written.map((object) => formatAriCall(object, ariUrl, ariUsername)).join(''),
      note: `${which} curl asks for the password of the ARI user.${explainLeftOut(left)}`,
    },
  ];
}

function formatStatement({ id, attributes }: DynamicObject, table: string): string {
  const settings = attributes.map(([name, value]) => `${name}=${quoteSql(value)}`);
  return `UPDATE ${table} SET ${settings.join(', ')} WHERE id=${quoteSql(id)};\n`;
}

function formatAriCall({ kind, id, attributes }: DynamicObject, url: string, user: string): string {
  const fields = attributes.map(([attribute, value]) => ({ attribute, value }));
  const path = `asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(id)}`;
  return [
    `curl -fsS -o /dev/null -u ${quoteShell(user)} -X PUT -H 'Content-Type: application/json'`,
    `-d ${quoteShell(JSON.stringify({ fields }))}`,
    `${quoteShell(`${url}/ari/${path}`)}\n`,
  ].join(' ');
}

/** SQL:1992 §5.3; a backslash, which MySQL reads otherwise, is in no plain text. */
function quoteSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** POSIX, Shell Command Language, 2.2.2. */
function quoteShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function isPlain({ id, attributes }: DynamicObject): boolean {
  const isText = (text: string) => /^[^\\\p{Cc}\p{Cs}]+$/u.test(text);
  return (
    isText(id) && attributes.every(([name, value]) => /^[A-Za-z]\w*$/.test(name) && isText(value))
  );
}

function partition<Item>(
  items: readonly Item[],
  accepts: (item: Item) => boolean,
): [accepted: Item[], others: Item[]] {
  return [items.filter(accepts), items.filter((item) => !accepts(item))];
}

function explainLeftOut(objects: readonly DynamicObject[]): string {
  if (objects.length === 0) return '';
  const names = objects.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  return ` Left out, since the name or a value cannot be quoted safely: ${names}.`;
}
