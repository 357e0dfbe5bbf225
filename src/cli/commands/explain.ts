// `farend explain`: what is wrong with the phones in a capture. Needs no Asterisk and no configuration.

import type { Command } from '@commander-js/extra-typings';
import type { CaptureReport } from '../../app/explain/capture-report.ts';
import { explainCapture, type TellProgress } from '../../app/explain/explain-capture.ts';
import { makeStoryOptions } from '../../app/explain/make-story-options.ts';
import { formatJson } from '../../base/escape-control.ts';
import { createWildcard } from '../../base/wildcard.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import { createJsonOption } from '../config-option.ts';
import { describeCapture } from '../explain-json.ts';
import { formatExplainPage } from '../explain-page.ts';
import { createProgress } from '../read-progress.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly config?: string | undefined;
  readonly phone?: string | undefined;
  readonly ladder: boolean;
  readonly json: boolean;
}

/** Adds the command to the program. */
export function registerExplain(program: Command, terminal: Terminal): void {
  program
    .command('explain')
    .argument('<files...>', 'pcap, pcapng, or SIP as text; also packed with gzip')
    .description('say what is wrong with the phones in a capture')
    .option('-c, --config <file>', 'take sites and localNetworks from this configuration file')
    .option('--phone <endpoint>', 'only this phone, in full; a name, or a pattern with * in it')
    .option('--no-ladder', 'without drawings of what was said')
    .addOption(createJsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  tcpdump -i any -s 0 -w capture.pcap udp port 5060\n  farend explain capture.pcap',
    )
    .action((files, options) => explainFiles(terminal, files, options));
}

async function explainFiles(
  terminal: Terminal,
  files: readonly string[],
  options: Options,
): Promise<void> {
  const story = makeStoryOptions(options.config);
  const reports: CaptureReport[] = [];
  for (const file of files) {
    const tell: TellProgress = options.json
      ? () => undefined
      : createProgress(terminal, file, Date.now);
    const report = selectPhones(await explainCapture(file, story, tell), options.phone);
    terminal.showProgress('');
    if (report.cutOff !== undefined) {
      const { offset, what } = report.cutOff;
      terminal.printError(`${file}: at byte ${offset}: ${what}; what comes before is explained`);
      terminal.raiseExitCode(2);
    }
    if (hasWarning(report)) terminal.raiseExitCode(1);
    if (options.json) reports.push(report);
    else printPage(terminal, report, options, files.length > 1 && file !== files.at(-1));
  }
  if (options.json) terminal.print(formatJson({ captures: reports.map(describeCapture) }));
}

function printPage(
  terminal: Terminal,
  report: CaptureReport,
  { ladder, phone }: Options,
  isFollowed: boolean,
): void {
  const page = { hasLadders: ladder, isInFull: phone !== undefined };
  terminal.print(formatExplainPage(terminal, report, page));
  if (isFollowed) terminal.print('');
}

/** What is about others goes; what is about nobody stays. */
function selectPhones(report: CaptureReport, pattern: string | undefined): CaptureReport {
  if (pattern === undefined) return report;
  const isWanted = createWildcard(pattern);
  return {
    ...report,
    phones: report.phones.filter(({ record }) => isWanted(record.endpoint)),
    findings: report.findings.filter(
      ({ finding }) => finding.endpoint === '' || isWanted(finding.endpoint),
    ),
  };
}

/** Graver than info; a phone that fails is, also where no finding says why. */
function hasWarning({ findings, phones }: CaptureReport): boolean {
  const isGrave = findings.some(
    ({ finding }) => finding.severity !== 'info' && finding.explainedBy === undefined,
  );
  const fails = ({ verdict }: DeviceRecord) =>
    verdict.value === 'failing' || verdict.value === 'unreachable';
  return isGrave || phones.some(({ record }) => fails(record));
}
