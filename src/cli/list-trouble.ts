// What is down in farend's own world, a sentence each: without it a verdict is read wrongly.

import type { Health } from '../api/http/answer-schemas.ts';
import { escapeControl } from '../base/escape-control.ts';

type Link = Health['state'];

export function listTrouble({ proxy, asterisks, state, hep }: Health): string[] {
  const links = [
    describe(proxy, 'the proxy is not connected'),
    ...asterisks.flatMap(({ name, ami, ari }) => [
      describe(ami, `AMI of ${name} is down`, `AMI of ${name}`),
      ari === null ? undefined : describe(ari, `ARI of ${name} is down`, `ARI of ${name}`),
    ]),
    hep === null ? undefined : describe(hep, 'HEP is not heard'),
    describe(state, 'what is learned is not written down'),
  ];
  return links.filter((sentence) => sentence !== undefined).map(escapeControl);
}

/** @param name of a link that may be up and lack something, such as a permission */
function describe({ up, reason }: Link, whenDown: string, name?: string): string | undefined {
  if (!up) return reason === '' ? whenDown : `${whenDown}: ${reason}`;
  return name === undefined || reason === '' ? undefined : `${name}: ${reason}`;
}
