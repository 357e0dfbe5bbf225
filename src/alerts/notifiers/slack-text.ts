// Text for Slack's mrkdwn: as it is meant, and no longer than Slack takes.

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The three characters that mean something to Slack, so that no text links or mentions anybody. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => entities[character] ?? '');
}

/** Cut, with an ellipsis, before any character that would be torn apart. @param most characters */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/(&[a-z]{0,4}|[\uD800-\uDBFF])$/, '');
  return `${cut}…`;
}

/** In the reader's own time zone; UTC where that is not shown. */
export function formatDate(timeMs: number): string {
  const utc = new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(timeMs / 1_000)}^{date_short_pretty} {time}|${utc} UTC>`;
}
