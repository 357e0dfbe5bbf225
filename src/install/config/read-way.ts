// Which way farend.yaml goes, as far as it can be told: one site and all differ by `farend divert` alone.

import { parseDocument } from 'yaml';
import { isListenFor } from './config-entries.ts';
import type { Way } from './config-wish.ts';

/** Undefined for a file that no installation wrote. */
export function readWay(text: string): Way | undefined {
  const value: unknown = parseDocument(text).toJS();
  const { proxy, sites } = (value ?? {}) as {
    proxy?: { listen?: unknown };
    sites?: unknown;
  };
  if (isListenFor('watch', proxy?.listen)) return 'watch';
  if (!isListenFor('all', proxy?.listen)) return undefined;
  return Array.isArray(sites) && sites.length > 0 ? 'site' : 'all';
}

/** Asterisk's port for SIP, by its first address in the file; undefined where it says none. */
export function readSipPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = parseDocument(text).toJS() as { proxy?: { asterisk?: unknown } } | null;
  const [first] = [value?.proxy?.asterisk].flat();
  const port = typeof first === 'string' ? /:(\d+)$/.exec(first)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}

/** Whether the operator's own file says how farend gets in: by another secret than that file. */
export function isOperators(
  text: string | undefined,
  service: 'ami' | 'ari',
  secretFile: string,
): boolean {
  if (text === undefined) return false;
  const value = parseDocument(text).toJS() as { asterisk?: unknown } | null;
  const asterisk = value?.asterisk;
  if (Array.isArray(asterisk)) return true;
  const section = (asterisk as Record<string, Record<string, unknown>> | undefined)?.[service];
  if (section === undefined) return false;
  const secret = section[service === 'ami' ? 'secret' : 'password'];
  return (secret as { file?: unknown } | undefined)?.file !== secretFile;
}
