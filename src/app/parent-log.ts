// The log of `farend run`, which has only failures to tell: lines like those of the services, without
// loading what these need to read the file and to log thousands of lines.

import { chooseLogText } from './log-format.ts';
import type { ServiceReport } from './parent-link.ts';

/** pino's number for it. */
const ERROR = 50;

export class ParentLog {
  /** Known as soon as the first child has read the file. */
  format: ServiceReport['logFormat'] = 'auto';
  private readonly isJson: boolean;

  /** @param isJson whatever the file says */
  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  error(fields: { readonly event: string; readonly [field: string]: unknown }, msg: string): void {
    const time = new Date().toISOString();
    const line = JSON.stringify({ level: ERROR, time, role: 'parent', ...fields, msg });
    const formatText = this.isJson ? undefined : chooseLogText(this.format);
    process.stderr.write(formatText === undefined ? `${line}\n` : formatText(line));
  }
}
