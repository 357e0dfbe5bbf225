// farend's own user of the operating system, as text for sysusers.d(5) and for useradd(8).

/** Without a shell and without a home; the group has the same name. */
export const SERVICE_USER = 'farend';

/** The content of `sysusers.d/farend.conf`. */
export function formatSysusers(user: string): string {
  return `# farend's own user, which owns its state. Written by farend init.\nu ${user} - "farend" - -\n`;
}

/** Where there is no systemd-sysusers. */
export function makeUserCommand(user: string): string[] {
  return [
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir=/nonexistent',
    '--shell=/usr/sbin/nologin',
    user,
  ];
}
