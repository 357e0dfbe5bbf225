// Links between the pages lead to files and headings that are there.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'asterisk-conf/**/*.md'], { cwd: root });

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Blocks of code have no links and no headings. */
function readProse(path: string): string {
  return read(path).replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
}

/** As GitHub makes them: `## src/x, y` is `#srcx-y`. */
function listAnchors(path: string): string[] {
  return [...readProse(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const links = pages.flatMap((page) =>
  // A span of code in a link's text keeps its place; brackets inside it make no link.
  [
    ...readProse(page)
      .replaceAll(/`[^`\n]*`/g, 'code')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ]
    .map(([, target = '']) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/i.test(target)),
);

it.each(links)('$page leads to $target', ({ page, target }) => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);

  expect(existsSync(join(root, file)), file).toBe(true);
  if (anchor !== undefined) expect(listAnchors(file)).toContain(anchor);
});

/** What the package brings names pages of its own, in comments too. */
const mentions = globSync(['src/**/*.ts', 'asterisk-conf/**/*.{conf,cfg,md}'], {
  cwd: root,
}).flatMap((file) =>
  [...read(file).matchAll(/\bdocs\/[\w/.-]+\.md\b/g)].map(([page]) => ({ file, page })),
);

it.each(mentions)('$file names $page, which is there', ({ page }) => {
  expect(existsSync(join(root, page))).toBe(true);
});
