// One thing that is wrong with (or odd about) a configuration file: where it is, what it is and
// what to write instead. Printed as `FILE:LINE:COLUMN path: what, cure`.

/** Line and column count from 1; `path` is like `proxy.listen[1].advertise`, or '' for the file. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly what: string;
  readonly cure: string;
}

/** One line without a line end. */
export function formatProblem(problem: Problem): string {
  return `${formatPlace(problem)}: ${problem.what}, ${problem.cure}`;
}

/** `FILE:LINE:COLUMN path`, the way editors and terminals make a link of it. */
export function formatPlace({ file, line, column, path }: Problem): string {
  return `${file}:${line}:${column} ${path === '' ? '(file)' : path}`;
}
