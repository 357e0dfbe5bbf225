// One section of an Asterisk configuration file.

/** `lines` follow as they are. */
export function formatSection(
  name: string,
  values: Readonly<Record<string, string>>,
  lines: readonly string[] = [],
): string {
  const written = Object.entries(values).map(([key, value]) => `${key} = ${value}`);
  return `[${name}]\n${[...written, ...lines].map((line) => `${line}\n`).join('')}`;
}

export function formatBoolean(value: boolean | undefined): string {
  return value === true ? 'yes' : 'no';
}
