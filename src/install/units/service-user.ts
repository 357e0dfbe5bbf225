// farend's own user of the operating system, made by useradd(8).

/** Without a shell and without a home; the group has the same name. */
export const SERVICE_USER = 'farend';

/** useradd of shadow-utils, which is wherever systemd is. */
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
