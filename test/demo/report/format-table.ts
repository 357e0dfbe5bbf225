// All phones and both paths in one table.

import { type Line, padLine, type Span, span } from '../../../src/cli/spans.ts';
import type { PhoneResult } from '../result.ts';
import { formatAnswers } from './format-verdict.ts';

const NAME_WIDTH = 38;
const QUESTIONS = [
  { title: '401', width: 9 },
  { title: 'registered', width: 12 },
  { title: 'OPTIONS', width: 10 },
];

export function formatTable(phones: readonly PhoneResult[]): Line[] {
  const questions = QUESTIONS.map(({ title }) => span(title, 'dim'));
  const width = QUESTIONS.reduce((sum, question) => sum + question.width, 0);
  const paths = ['straight to Asterisk', 'through farend'].map((text) =>
    padLine([span(text, 'bold')], width),
  );
  return [
    formatRow([], paths),
    formatRow([span('phone', 'dim')], [questions, questions].map(formatCells)),
    [span('─'.repeat(NAME_WIDTH + 2 * width - 1), 'dim')],
    ...phones.map((phone) =>
      formatRow(
        [span(phone.name, 'bold'), span(`  ${phone.title}`)],
        [phone.straight, phone.farend].map((result) => formatCells(formatAnswers(result))),
      ),
    ),
  ];
}

function formatRow(name: Line, blocks: readonly Line[]): Line {
  return [...padLine(name, NAME_WIDTH), ...blocks.flat()];
}

function formatCells(answers: readonly Span[]): Line {
  return answers.flatMap((answer, index) => padLine([answer], QUESTIONS[index]?.width ?? 0));
}
