// What provisioning tells the person who waits: one line per step on stderr, with the time since
// the start.

export type Report = (step: string) => void;

/** A reporter for one thing that is being provisioned, say `asterisk-22`. */
export function createReport(subject: string): Report {
  const startedAt = performance.now();
  return (step) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    process.stderr.write(`${subject.padEnd(11)} ${seconds} s  ${step}\n`);
  };
}
