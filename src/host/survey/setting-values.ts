// Values of one section, as Asterisk takes lists of them.

import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';

/** The sections that count: templates are only for others to inherit from. */
export function listSections(configuration: Configuration | undefined): readonly Section[] {
  return (configuration?.sections ?? []).filter(({ isTemplate }) => !isTemplate);
}

/** The sections of pjsip.conf of that type. */
export function listOfType(
  configuration: Configuration | undefined,
  type: string,
): readonly Section[] {
  return listSections(configuration).filter(
    (section) => lastValue(section, 'type')?.toLowerCase() === type,
  );
}

/** Every item of every line of that name, whether there is a line for each or one with commas. */
export function listValues({ variables }: Section, ...names: readonly string[]): string[] {
  const wanted = names.map((name) => name.toLowerCase());
  return variables
    .filter(({ name }) => wanted.includes(name.toLowerCase()))
    .flatMap(({ value }) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** Of several sections of one name, as `[general]` may be there twice, the last value. */
export function readSetting(
  configuration: Configuration | undefined,
  section: string,
  name: string,
): string | undefined {
  const values = listSections(configuration)
    .filter((candidate) => candidate.name.toLowerCase() === section)
    .map((candidate) => lastValue(candidate, name));
  return values.findLast((value) => value !== undefined);
}

/** A whole number from 1 to 65535; the default for anything else. */
export function readPort(value: string | undefined, fallback: number): number {
  const port = /^\d{1,5}$/.test(value ?? '') ? Number(value) : fallback;
  return port >= 1 && port <= 65_535 ? port : fallback;
}
