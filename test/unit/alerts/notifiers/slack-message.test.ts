import { describe, expect, it } from 'vitest';
import type { Alert, Notification } from '../../../../src/alerts/alert.ts';
import { writeHeadline } from '../../../../src/alerts/notifiers/headline.ts';
import { makeSlackMessage } from '../../../../src/alerts/notifiers/slack-message.ts';
import { makeAlert, makeNotification, makeResolved } from '../make-notification.ts';

interface TextBlock {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
}

function readTexts(notification: Notification): readonly string[] {
  const blocks = makeSlackMessage(notification).blocks as readonly TextBlock[];
  return blocks.flatMap(({ text }) => (text === undefined ? [] : [text.text]));
}

const phones = (count: number): Alert[] =>
  Array.from({ length: count }, (_, i) => makeAlert({ labels: { endpoint: `${4_001 + i}` } }));

describe('the headline', () => {
  it.each([
    [{ alerts: [makeAlert()] }, 'Warning: unreachable, Leeds (1 alert)'],
    [
      { alerts: [makeAlert({ labels: { severity: 'critical' } }), makeResolved('4002')] },
      'Critical: unreachable, Leeds (1 alert)',
    ],
    [{ alerts: phones(3), truncatedAlerts: 4 }, 'Warning: unreachable, Leeds (7 alerts)'],
    [{ alerts: [makeResolved('4001')] }, 'Resolved: unreachable, Leeds (1 alert)'],
    [{ groupKey: '{}', groupLabels: {}, alerts: phones(2) }, 'Warning: 2 alerts'],
    [{ reason: 'first-look', alerts: phones(2) }, 'First look: 2 alerts'],
    [{ reason: 'daily-digest', alerts: phones(1) }, 'Daily digest: 1 alert'],
    [{ reason: 'test' }, 'Test: messages from farend arrive here'],
  ] as const)('of %# says what is the matter', (changes, expected) => {
    expect(writeHeadline(makeNotification(changes))).toBe(expected);
  });
});

describe('the message', () => {
  it('has the summary, what to do step by step, and since when', () => {
    const remedy = 'Open Account → Advanced.\nSet Keep Alive to 30.';
    const alerts = [makeAlert({ annotations: { remedy } })];

    expect(makeSlackMessage(makeNotification({ alerts }))).toEqual({
      text: 'Warning: unreachable, Leeds (1 alert). Phone 4001 is registered and does not answer',
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: 'Warning: unreachable, Leeds (1 alert)', emoji: false },
        },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: [
              '*Phone 4001 is registered and does not answer*',
              '• Open Account → Advanced.',
              '• Set Keep Alive to 30.',
              'warning since <!date^1795280340^{date_short_pretty} {time}|2026-11-21 16:59 UTC>',
            ].join('\n'),
            verbatim: true,
          },
          expand: true,
        },
        {
          type: 'context',
          elements: [
            {
              type: 'mrkdwn',
              text: '<!date^1795280400^{date_short_pretty} {time}|2026-11-21 17:00 UTC>',
            },
          ],
        },
      ],
    });
  });

  it('says of what has ended from when to when it was so', () => {
    const [, ended] = readTexts(makeNotification({ alerts: [makeResolved('4001')] }));

    expect(ended).toMatch(/^Resolved: Phone 4001 .*\n.*16:59 UTC> – .*17:00 UTC>$/);
  });

  it('tells ten alerts, and names the rest', () => {
    const texts = readTexts(makeNotification({ alerts: phones(13), truncatedAlerts: 2 }));

    expect(texts).toHaveLength(1 + 10 + 1);
    expect(texts.at(-1)).toBe('and 5 more: 4011, 4012, 4013');
  });

  it('lets no text of a phone link, mention or hide anything', () => {
    const summary = 'Phone <!channel> & <https://evil.example|click>';
    const { text, blocks } = makeSlackMessage(
      makeNotification({ alerts: [makeAlert({ annotations: { summary, remedy: '<@U1>' } })] }),
    );

    expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;');
    expect(JSON.stringify(blocks).replaceAll(/<!date[^>]*>/g, '')).not.toMatch(/[<>]/);
  });

  it('stays within what Slack takes, whatever is to be told', () => {
    const long = '<&>😀'.repeat(3_000);
    const alerts = Array.from({ length: 1_000 }, (_, i) =>
      makeAlert({
        labels: { endpoint: `${i}-${long}` },
        annotations: { summary: long, remedy: `${long}\n${long}` },
      }),
    );
    const groupLabels = { alertname: 'unreachable', site: long };

    const message = makeSlackMessage(makeNotification({ alerts, groupLabels }));

    const [header, ...rest] = message.blocks as readonly TextBlock[];
    expect(header?.text?.text.length).toBeLessThanOrEqual(150);
    for (const { text } of rest) expect(text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(message)).not.toMatch(/&[a-z]{0,4}…|\\ud83d…/);
  });
});
