// The part of a file of farend's own that switches a service of Asterisk's on.

/** Name and value of each setting of `[general]`, in their order; none where the service is on already. */
export type GeneralSettings = readonly (readonly [name: string, value: string])[];

/**
 * @param hasSection the operator's file has a `[general]`: a second one would not be read, a `(+)` adds to it
 * @returns '' without settings
 */
export function formatGeneral(settings: GeneralSettings, hasSection: boolean): string {
  if (settings.length === 0) return '';
  const lines = settings.map(([name, value]) => `${name} = ${value}\n`).join('');
  return `[general]${hasSection ? '(+)' : ''}\n${lines}\n`;
}
