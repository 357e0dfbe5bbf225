// `--site NAME=CIDR[,CIDR]`.

import { parseNetwork } from '../../config/network.ts';
import type { Site } from '../../install/config/config-wish.ts';

/** The site, or a sentence that says what is wrong. */
export function parseSite(text: string): Site | string {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0)).trim();
  const parts = text
    .slice(at + 1)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (name === '' || parts.length === 0) return 'Write NAME=NETWORK, such as Leeds=203.0.113.9/32.';
  const networks: string[] = [];
  for (const part of parts) {
    const network = parseNetwork(part);
    if (typeof network !== 'string') return `${part} is no network: ${network.cure}.`;
    networks.push(network);
  }
  return { name, networks };
}
