// The reader of src/asterisk/conf says of every odd file what a real Asterisk says of it.

import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Section } from '../../../src/asterisk/conf/configuration.ts';
import { formatSections } from '../../../src/asterisk/conf/format-sections.ts';
import { readConfiguration } from '../../../src/asterisk/conf/read-configuration.ts';
import { type AmiSocket, openAmiSocket } from '../../support/asterisk/ami-socket.ts';
import { filesAtHand, placeConfCorpus } from '../../support/asterisk/conf-corpus/corpus.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterEach(stopEverything);

test.each(flavours)(
  '$title: says of every file of the corpus what the reader says',
  async (flavour) => {
    const { ami, directory } = await startReading(flavour);
    const is16 = flavour.root.version.startsWith('16.');
    const cases = (await placeConfCorpus(directory)).filter(
      ({ differsIn16 = false }) => !(is16 && differsIn16),
    );

    const said: Record<string, unknown> = {};
    const read: Record<string, unknown> = {};
    for (const { title, file } of cases) {
      said[title] = await askAsterisk(ami, file);
      read[title] = askReader(file, directory);
    }

    expect(read).toEqual(said);
  },
);

test.each(flavours)('$title: says of random files what the reader says', async (flavour) => {
  const { ami, directory } = await startReading(flavour);
  const texts = fc.sample(oddText, { numRuns: 2000, seed: 7 });

  for (const [index, text] of texts.entries()) {
    const file = `outer${index}.conf`;
    writeFileSync(`${directory}/inner${index}.conf`, text);
    writeFileSync(`${directory}/${file}`, formatOuter(`inner${index}.conf`));

    const said = await askAsterisk(ami, file);
    const read = askReader(file, directory);

    expect({ text, read }).toEqual({ text, read: said });
  }
});

const pieces = [
  ...['[', ']', '(', ')', '[a]', '[b]', '[a](+', '(!)', '(+)', '(a)', '(+x=', '&', ',', '!', '+'],
  ...['=', '=>', '+=', ';', '\\;', ';--', '--;', '---', '\\', '#', 'x', 'y', '1', '2', '"', ' '],
  ...['\t', '\r', '\n[a]\nx=1\n', '\n[b](a)\n', '\ny=2\n', ...'\n'.repeat(12)],
];

/** What means something to Asterisk, in no good order. */
const oddText = fc
  .array(fc.constantFrom(...pieces), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** Included, so that what stands before a mistake shows. */
function formatOuter(inner: string): string {
  return `[a]\nx=1\n[b](!)\ny=1\n#include ${inner}\nz=1\n[c](a,b)\n`;
}

test.each(flavours)('$title: has what a file of (+) sections was written for', async (flavour) => {
  const { ami, directory } = await startReading(flavour);
  const sections = fc.sample(oddSection, { numRuns: 2000, seed: 7 });
  const written = sections.flatMap((section) => {
    const text = formatSections([section], 'Odd;-- comment');
    return typeof text === 'string' ? [{ section, text }] : [];
  });

  expect(written.length).toBeGreaterThan(200);
  for (const [index, { section, text }] of written.entries()) {
    const { name, settings } = section;
    writeFileSync(`${directory}/own${index}.conf`, text);
    writeFileSync(
      `${directory}/base${index}.conf`,
      `[${name}]\ntype=aor\n[${name}]\ntype=endpoint\n#tryinclude own${index}.conf\n[last]\n`,
    );

    const said = await askAsterisk(ami, `base${index}.conf`);

    const lines = settings.map(([key, value]) => `${key}=${value}`);
    const header = showHeader(name, false, '');
    expect(said).toEqual([header, 'type=aor', header, 'type=endpoint', ...lines, '[last]()']);
  }
});

const oddWord = fc.string({
  unit: fc.constantFrom(...'ab19 =>-[]()+!&,#{}"\'\\;é☎'),
  maxLength: 8,
});

const oddSection = fc.record({
  name: oddWord,
  type: fc.constant('endpoint'),
  settings: fc.array(fc.tuple(fc.constantFrom('nat', 'endpoint/force_rport'), oddWord), {
    maxLength: 3,
  }),
});

async function startReading(
  flavour: AsteriskFlavour,
): Promise<{ readonly ami: AmiSocket; readonly directory: string }> {
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    sipPort: 5871,
    amiPort: 5872,
    endpoints: [],
  });
  const settings = await asterisk.cli('core show settings');
  const directory = /Configuration directory: *(\S+)/.exec(settings)?.[1] ?? '';
  return { ami: await openAmiSocket({ port: 5872 }), directory };
}

/** Its sections line by line, or why there are none. */
async function askAsterisk(ami: AmiSocket, file: string): Promise<readonly string[] | string> {
  const from = ami.blocks.items.length;
  ami.send({ Action: 'GetConfig', ActionID: file, Filename: file, Filter: 'TEMPLATES=include' });
  const block = await ami.waitFor((lines) => lines.includes(`ActionID: ${file}`), from);
  const failure = block.find((line) => line.startsWith('Message: '));
  return failure === undefined ? showAnswer(block) : 'refused';
}

function showAnswer(block: readonly string[]): string[] {
  const entries = block.map((line) => {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
    return { name, value };
  });
  const sections = entries.filter(({ name }) => name.startsWith('Category-'));
  return sections.flatMap((category) => {
    const number = category.name.slice('Category-'.length);
    const find = (what: string): string | undefined =>
      entries.find(({ name }) => name === `${what}-${number}`)?.value;
    const lines = entries.filter(({ name }) => name.startsWith(`Line-${number}-`));
    return [
      showHeader(category.value, find('IsTemplate') === '1', find('Templates') ?? ''),
      ...lines.map(({ value }) => value),
    ];
  });
}

function askReader(file: string, directory: string): readonly string[] | string {
  const { sections, troubles } = readConfiguration(file, filesAtHand, directory);
  return troubles.some(({ effect }) => effect === 'refuses-all')
    ? 'refused'
    : sections.flatMap(showSection);
}

function showSection({ name, isTemplate, templates, variables }: Section): string[] {
  return [
    showHeader(name, isTemplate, templates.join(',')),
    ...variables.map((variable) => `${variable.name}=${variable.value}`),
  ];
}

function showHeader(name: string, isTemplate: boolean, templates: string): string {
  return `[${name}]${isTemplate ? '!' : ''}(${templates})`;
}
