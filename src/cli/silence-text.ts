// One silence as a line.

import type { SilenceAnswer } from '../api/http/alert-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { formatTime } from './page-lines.ts';

/** `1f3a09bc  until 2026-11-21 09:00:00 UTC  alertname=unreachable site=Leeds  new switch` */
export function formatSilence({ id, matchers, comment, endsAt }: SilenceAnswer): string {
  const labels = Object.entries(matchers).map(([name, value]) => `${name}=${value}`);
  const words = [id, `until ${formatTime(endsAt)}`, labels.join(' '), comment];
  return escapeControl(words.filter((word) => word !== '').join('  '));
}
