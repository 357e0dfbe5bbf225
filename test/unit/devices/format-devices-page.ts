// docs/reference/devices.md, made of the data files.

import type { PhoneMake } from '../../../src/devices/phone-make.ts';
import { adviceTopics } from '../../../src/devices/phone-make.ts';

const topicNames = {
  rport: 'rport',
  'keep-alive': 'keep-alive',
  nat: 'NAT',
  'outbound-proxy': 'outbound proxy',
  expiry: 'registration expiry',
  transport: 'transport',
  stun: 'STUN',
};

const introduction = `# Phones

Which phones farend knows by their User-Agent, and where they have the settings that matter behind a
router. \`farend status ENDPOINT\` and alerts say the step for the phone that they are about. Phones that
are not in this list work as well; farend then only cannot say where their settings are.

Everything here has a source. A setting for which none was found is left out; "operators" means that
people who run these phones tell it and the maker's documents do not. Menus differ between firmwares.

The page follows from the files in \`src/devices/makes\`: \`npm run docs\` writes it, and a test holds them
together. What is in \`code\` is for provisioning files.

| topic | why |
| --- | --- |
| rport | the phone asks for its answers at the port that it sends from (RFC 3581): not required behind farend, still recommended |
| keep-alive | the phone sends something before its router forgets it |
| NAT, STUN | the phone puts a public address into its messages by itself: behind farend better off |
| outbound proxy | where farend is entered when the registrar keeps its name |
| registration expiry | how often the phone registers |
| transport | UDP is what farend takes |
`;

export function formatDevicesPage(makes: readonly PhoneMake[]): string {
  return [introduction, ...makes.map(formatMake)].join('\n');
}

function formatMake({ make, userAgents, families }: PhoneMake): string {
  const examples = userAgents.flatMap((rule) => rule.examples);
  return [
    `## ${make}\n`,
    '| User-Agent | model | firmware |',
    '| --- | --- | --- |',
    ...examples.map(
      ({ userAgent, model, firmware }) => `| \`${userAgent}\` | ${model} | ${firmware} |`,
    ),
    '',
    ...families.flatMap(formatFamily),
  ].join('\n');
}

function formatFamily({ models, advice }: PhoneMake['families'][number]): string[] {
  const rows = adviceTopics.flatMap((topic) => {
    const found = advice[topic];
    if (found === undefined) return [];
    const { menu, value, provisioningKey, note, source } = found;
    const key = provisioningKey === undefined ? '' : ` \`${provisioningKey}\``;
    const remark = note === undefined ? '' : ` ${note}`;
    return [`| ${topicNames[topic]} | ${menu} | ${value}${key}${remark} | ${source} |`];
  });
  const heading = models[0] === '*' ? 'All models:' : `Models ${models.join(', ')}:`;
  const table = ['| topic | where | value | source |', '| --- | --- | --- | --- |', ...rows];
  return [`${heading}\n`, ...table, ''];
}
