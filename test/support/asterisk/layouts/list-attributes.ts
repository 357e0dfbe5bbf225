// The attributes that an object of chan_pjsip has, by the documentation that Asterisk brings along.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskRoot } from '../../provision/asterisk-root.ts';

/** @param kind endpoint, aor, auth */
export function listAttributes({ dataDirectory }: AsteriskRoot, kind: string): string[] {
  const xml = readFileSync(join(dataDirectory, 'documentation/core-en_US.xml'), 'utf8');
  const [, file = ''] =
    /<configInfo name="res_pjsip"[^>]*>([\s\S]*?)<\/configInfo>/.exec(xml) ?? [];
  const object = new RegExp(`<configObject name="${kind}"[^>]*>([\\s\\S]*?)</configObject>`).exec(
    file,
  );
  const names = [...(object?.[1] ?? '').matchAll(/<configOption name="([^"]+)"/g)];
  return [...new Set(names.map(([, name = '']) => name))].filter((name) => name !== 'type');
}
