// The whole report for people: what is shown, each phone with its two drawings side by side, the
// table, one sentence. No line is wider than 100 columns.

import { type Line, padLine, paintLine, span, wrapText } from '../../../src/cli/spans.ts';
import { createTerminal } from '../../../src/cli/terminal.ts';
import type { DemoResult, PhoneResult } from '../result.ts';
import { countRows, drawPanel, PANEL_WIDTHS } from './draw-panel.ts';
import { explainFarend, explainStraight } from './explain.ts';
import { formatTable } from './format-table.ts';
import { formatVerdict } from './format-verdict.ts';

const WIDTH = 99;
const FACT_INDENT = 10;
const NOTHING: Line = [];

export function formatReport(demo: DemoResult): string {
  const lines = [
    NOTHING,
    ...formatIntroduction(demo),
    ...demo.phones.flatMap((phone) => formatPhone(demo, phone)),
    NOTHING,
    formatRule('All four'),
    NOTHING,
    ...formatTable(demo.phones),
    NOTHING,
    formatRule('farend status'),
    NOTHING,
    ...demo.status.split('\n').map((line) => [span(line)]),
    NOTHING,
    ...formatConclusion(demo),
  ];
  const { paint } = createTerminal(process);
  return lines.map((line) => paintLine(line, paint)).join('\n');
}

function formatIntroduction(demo: DemoResult): Line[] {
  const { asteriskVersion, asteriskAddress, farendAddress, refusal } = demo;
  const stage =
    refusal === undefined
      ? 'four, behind real NAT (routers of the Linux kernel)'
      : 'four, on loopback addresses, each of which writes another address than its own';
  return [
    ...formatFact('Asterisk', `${asteriskVersion}, at ${asteriskAddress}`),
    ...formatFact('', 'force_rport=no, rewrite_contact=no: it believes what phones write'),
    ...formatFact('farend', `in front of it, at ${farendAddress}`),
    ...formatFact('phones', stage),
    ...(refusal === undefined
      ? []
      : formatFact('', `no NAT: this machine refuses namespaces (${refusal})`)),
    NOTHING,
    ...formatText(
      'Each phone registers twice: straight to Asterisk, then through farend. Read the drawings downwards: an arrow is a message that was seen, :41466 the port outside the NAT, ✗ the place where a message was lost. OPTIONS is Asterisk asking whether the phone is there (qualify); where it does not arrive, no call does.',
      WIDTH,
    ),
  ];
}

function formatPhone(demo: DemoResult, phone: PhoneResult): Line[] {
  const height = Math.max(countRows(phone.straight), countRows(phone.farend));
  return [
    NOTHING,
    formatRule(`${phone.name}  ${phone.title}`),
    [span(phone.place, 'dim')],
    NOTHING,
    ...joinPanels(
      [[span('straight to Asterisk', ['bold', 'yellow'])]],
      [[span('through farend', ['bold', 'cyan'])]],
    ),
    NOTHING,
    ...joinPanels(
      drawPanel(demo, phone, 'straight', height),
      drawPanel(demo, phone, 'farend', height),
    ),
    NOTHING,
    ...joinPanels([formatVerdict(phone.straight)], [formatVerdict(phone.farend)]),
    ...joinPanels(
      formatText(explainStraight(demo, phone), PANEL_WIDTHS.straight),
      formatText(explainFarend(phone), PANEL_WIDTHS.farend),
    ),
  ];
}

function joinPanels(left: readonly Line[], right: readonly Line[]): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...padLine(left[row] ?? NOTHING, PANEL_WIDTHS.straight + 2),
    ...(right[row] ?? NOTHING),
  ]);
}

function formatConclusion({ phones, failures }: DemoResult): Line[] {
  const count = (accepts: (phone: PhoneResult) => boolean): string =>
    `${phones.filter(accepts).length} of ${phones.length}`;
  const straight = `Straight to Asterisk ${count((p) => p.straight.registered)} phones registered and ${count((p) => p.straight.options === 'arrived')} could be reached`;
  const farend = `through farend ${count((p) => p.farend.registered)} registered and ${count((p) => p.farend.options === 'arrived')} could be reached`;
  if (failures.length > 0) {
    return [
      ...formatText(`${straight}; ${farend}.`, WIDTH),
      ...failures.map((failure) => [span(`✗ ${failure}`, 'red')]),
    ];
  }
  return formatText(
    `${straight}; ${farend}, and all that was changed is the address at which the phones register.`,
    WIDTH,
    'bold',
  );
}

function formatFact(name: string, text: string): Line[] {
  return wrapText(text, WIDTH - FACT_INDENT).map((line, index) => [
    ...padLine(index === 0 ? [span(name, 'bold')] : NOTHING, FACT_INDENT),
    span(line),
  ]);
}

function formatText(text: string, width: number, style?: 'bold'): Line[] {
  return wrapText(text, width).map((line) => [span(line, style)]);
}

function formatRule(title: string): Line {
  const rest = WIDTH - title.length - 4;
  return [span('── ', 'dim'), span(title, 'bold'), span(` ${'─'.repeat(rest)}`, 'dim')];
}
