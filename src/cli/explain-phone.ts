// One phone of a capture: what it is, what its messages showed, what was found, and a drawing.

import type { CaptureReport, PhoneReport } from '../app/explain/capture-report.ts';
import { escapeControl } from '../base/escape-control.ts';
import { readAddress } from '../correlation/address-text.ts';
import type { DeviceRecord } from '../correlation/device-record.ts';
import type { PhoneModel } from '../devices/device-catalogue.ts';
import { isPrivate } from '../nat/networks.ts';
import { formatFindings, selectFindings } from './explain-findings.ts';
import { drawLadder } from './ladder-drawing.ts';
import { paintLine, wrapText } from './spans.ts';
import type { Terminal } from './terminal.ts';
import { paintVerdict } from './verdict-style.ts';

const LABEL_WIDTH = 14;

export function formatExplainedPhone(
  terminal: Terminal,
  phone: PhoneReport,
  report: CaptureReport,
  { hasLadders }: { readonly hasLadders: boolean },
): string {
  const { record, ladders } = phone;
  const found = selectFindings(report, ({ subject }) => subject === `device ${record.id}`);
  const drawings = hasLadders ? ladders : [];
  return [
    formatFacts(terminal, phone, found.length === 0),
    ...formatFindings(terminal, found),
    ...drawings.map((ladder) => {
      const { servers } = report;
      const options = { phone: record.endpoint, servers, width: terminal.width };
      const lines = drawLadder(ladder, options).map((line) => paintLine(line, terminal.paint));
      const title = escapeControl(`  ${ladder.method}, Call-ID ${ladder.callId}`);
      return [terminal.paint('dim', title), ...lines].join('\n');
    }),
  ].join('\n\n');
}

/** @param isUnexplained no finding says why the verdict is what it is */
function formatFacts(
  terminal: Terminal,
  { record, model, seenAs }: PhoneReport,
  isUnexplained: boolean,
): string {
  const { verdict, nat, wire, endpoint } = record;
  const width = terminal.width - LABEL_WIDTH - 2;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['phone', describeModel(model, wire?.userAgent ?? '')],
    ['real address', wire && describeAddress(record, seenAs)],
    ['NAT', wire && (seenAs === undefined ? nat.evidence.join('; ') : describeInside(seenAs))],
    ['NAT tests', wire?.natTests.join(', ') || 'none'],
    ['rport', wire && describeRport(wire.rport)],
    ['because', isUnexplained ? verdict.evidence.join('; ') : undefined],
    ['hint', describeUnseenAnswer(record)],
  ];
  const title = `${terminal.paint('bold', escapeControl(endpoint))}  `;
  return [
    `${title}${paintVerdict(terminal, verdict.value, verdict.value)}`,
    ...facts.flatMap(([label, text]) =>
      text === undefined || text === ''
        ? []
        : wrapText(escapeControl(text), width).map(
            (line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`,
          ),
    ),
  ].join('\n');
}

function describeModel({ make, model, firmware }: PhoneModel, userAgent: string): string {
  const name = [make, model, firmware].filter((word) => word !== '').join(' ');
  return name === '' ? userAgent : `${name} (${userAgent})`;
}

function describeAddress({ wire }: DeviceRecord, seenAs: string | undefined): string {
  const source = wire?.source ?? '';
  return seenAs === undefined ? source : `${seenAs} for the server, ${source} here`;
}

/** Before the router nobody sees what becomes of an answer that the router does not let through. */
function describeUnseenAnswer({ wire }: DeviceRecord): string | undefined {
  if (wire?.statusCode !== 0 || wire.rport !== 'missing') return undefined;
  if (!isPrivate(readAddress(wire.source))) return undefined;
  return 'a server without force_rport answers such a phone at the port in its Via, where its router lets nothing through: a capture at the server shows whether it does';
}

function describeInside(seenAs: string): string {
  return `behind one: the server answers that its request came from ${seenAs}`;
}

function describeRport(rport: 'offered' | 'missing' | 'exempt'): string {
  return rport === 'offered'
    ? 'offered: it asks to be answered where it sends from (RFC 3581)'
    : 'missing: it does not ask to be answered where it sends from (RFC 3581)';
}
