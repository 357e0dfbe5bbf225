// The tables of docs/reference/configuration.md, made of the schema: what stands between `<!-- keys: … -->`
// and `<!-- end -->`. The rest of the page is written by hand.

import type { SchemaKey } from '../../../src/config/schema-walk.ts';

const HEAD = ['| Key | Value | Default | Meaning |', '| --- | --- | --- | --- |'];

/** Each marker names its sections: `<!-- keys: state, run -->`. */
export function fillKeyTables(page: string, keys: readonly SchemaKey[]): string {
  return page.replaceAll(
    /^(<!-- keys: (.+) -->)$[\s\S]*?^<!-- end -->$/gm,
    (_, marker: string, names: string) => {
      const sections = names.split(', ');
      const rows = keys.filter(({ path }) => sections.includes(path.split('.')[0] ?? ''));
      return [marker, '', ...HEAD, ...rows.map(formatRow), '', '<!-- end -->'].join('\n');
    },
  );
}

function formatRow(key: SchemaKey): string {
  return `| \`${key.path}\` | ${key.kind} | ${formatDefault(key)} | ${key.meaning} |`;
}

function formatDefault({ defaultValue, isRequired }: SchemaKey): string {
  if (isRequired) return 'required';
  if (Array.isArray(defaultValue)) return '`[]`';
  return typeof defaultValue === 'string' ? `\`${defaultValue}\`` : '–';
}
