// docs/README.md leads to every page.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listPages, readPage } from '../../support/docs/read-page.ts';

const INDEX = 'docs/README.md';
/** Of these the first page leads to the others. */
const COLLECTIONS = ['docs/design/decisions/', 'asterisk-conf/'];

const index = readPage(INDEX);
const links = [...index.text.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) =>
  join('docs', target),
);
const pages = listPages().filter(
  (path) =>
    path !== INDEX &&
    (path.endsWith('README.md') || !COLLECTIONS.some((at) => path.startsWith(at))),
);

it.each(pages)('leads to %s', (path) => {
  expect(links).toContain(path);
});
