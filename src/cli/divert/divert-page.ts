// What `farend divert status` says, as lines of text.

import { escapeControl } from '../../base/escape-control.ts';
import type { DivertState, GuardStatus } from '../../divert/divert-state.ts';

/** `open`: it was asked for, and SIP goes to Asterisk itself all the same. */
export type DivertVerdict = 'on' | 'open' | 'off';

export function judgeDivert({ wish, guard }: DivertState): DivertVerdict {
  if (guard?.isOn) return 'on';
  return wish === undefined ? 'off' : 'open';
}

/** Lines of text. */
export function formatDivertPage(state: DivertState): string {
  const { guard } = state;
  switch (judgeDivert(state)) {
    case 'off':
      return 'off: SIP goes to Asterisk itself';
    case 'open':
      return guard === undefined ? formatUnguarded() : formatOpen(guard);
    case 'on':
      return guard === undefined ? '' : formatOn(guard);
  }
}

function formatUnguarded(): string {
  return [
    'open: SIP goes to Asterisk itself, though it was asked to be diverted',
    '  No guard runs: farend divert on starts it again, farend divert off forgets it.',
  ].join('\n');
}

function formatOpen(guard: GuardStatus): string {
  return [
    `open: SIP goes to Asterisk itself, since ${formatTime(guard.since)}: ${escapeControl(guard.reason)}`,
    ...formatRanges(guard),
    '  It is diverted again when farend answers.',
  ].join('\n');
}

function formatOn(guard: GuardStatus): string {
  const { toFarend = 0, fromFarend = 0 } = guard.counts ?? {};
  return [
    `on: SIP goes to farend, since ${formatTime(guard.since)}`,
    ...formatRanges(guard),
    `  packets   ${toFarend} to farend, ${fromFarend} from it`,
    `  guard     process ${guard.pid}`,
  ].join('\n');
}

function formatRanges({ from, except, unresolved }: GuardStatus): string[] {
  const exceptions = except.map(({ network, source }) => `${network}, ${source}`);
  return [
    ...formatList('from', from.length === 0 ? ['everybody'] : from),
    ...formatList('except', ['this machine itself', ...exceptions]),
    ...formatList(
      'unknown',
      unresolved.map((host) => `${host}: a trunk whose address could not be looked up`),
    ),
  ];
}

function formatList(title: string, items: readonly string[]): string[] {
  return items.map(
    (item, index) => `  ${(index === 0 ? title : '').padEnd(10)}${escapeControl(item)}`,
  );
}

function formatTime(time: number): string {
  return new Date(time).toISOString();
}
