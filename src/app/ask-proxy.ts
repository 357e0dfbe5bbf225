// One question to the running proxy, over its feed, for a command that waits for the answer.

import { FeedConnection, type Question } from '../feed/feed-connection.ts';
import type { Answer } from '../feed/frames.ts';
import { readConfig } from './read-config.ts';
import { feedPath } from './socket-paths.ts';

/** @throws AppError FEED_UNREACHABLE when no proxy runs there; those of the configuration */
export async function askProxy(file: string, question: Question): Promise<Answer> {
  const { config } = readConfig(file);
  const ignore = () => undefined;
  const connection = new FeedConnection(
    feedPath(config.run),
    { events: false },
    { onFrame: ignore, onClose: ignore },
  );
  try {
    return await connection.ask(question);
  } finally {
    connection.close();
  }
}
