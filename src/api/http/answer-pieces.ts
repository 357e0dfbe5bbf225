// A long answer as a stream: it is made while it is read, so it never stands in memory as a whole, and
// a slow reader is waited for.

import type { HttpBindings } from '@hono/node-server';
import type { Context, TypedResponse } from 'hono';
import type { JSONValue } from 'hono/utils/types';

/** The type says what the pieces are together. */
export function answerPieces<Document extends JSONValue>(
  context: Context<{ Bindings: HttpBindings }>,
  pieces: Generator<string, void>,
  onFailure: (error: unknown) => void,
): Response & TypedResponse<Document, 200, 'json'> {
  const fail = (error: unknown): void => {
    onFailure(error);
    // A reader that finds the end of the answer missing does not take it for whole.
    context.env.outgoing.destroy();
  };
  const headers = { 'content-type': 'application/json' };
  return context.body(streamPieces(pieces, fail), 200, headers) as Response as Response &
    TypedResponse<Document, 200, 'json'>;
}

function streamPieces(
  pieces: Generator<string, void>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        try {
          const { done, value } = pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          onFailure(error);
          controller.close();
        }
      },
      cancel: () => void pieces.return(undefined),
    },
    { highWaterMark: 1 },
  );
}
