// The three questions and their answers, with a mark and a colour.

import { type Line, type Span, span } from '../../../src/cli/spans.ts';
import type { Fate, PathResult } from '../result.ts';

/** Below a drawing: `✓ 401 arrived  ✗ not registered  ✗ no OPTIONS`. */
export function formatVerdict({ challenge, registered, options }: PathResult): Line {
  const gap = span('  ');
  return [
    describeFate('401', challenge),
    gap,
    registered ? span('✓ registered', 'green') : span('✗ not registered', 'red'),
    gap,
    describeFate('OPTIONS', options),
  ];
}

/** In the table: one word for each question. */
export function formatAnswers({ challenge, registered, options }: PathResult): Span[] {
  return [
    formatFate(challenge),
    registered ? span('yes', 'green') : span('no', 'red'),
    formatFate(options),
  ];
}

function describeFate(what: string, fate: Fate): Span {
  switch (fate) {
    case 'arrived':
      return span(`✓ ${what} arrived`, 'green');
    case 'lost':
      return span(`✗ ${what} lost`, 'red');
    case 'none':
      return span(`✗ no ${what}`, 'red');
  }
}

function formatFate(fate: Fate): Span {
  return fate === 'none' ? span('none', 'red') : span(fate, fate === 'lost' ? 'red' : 'green');
}
