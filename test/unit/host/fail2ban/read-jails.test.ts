import { expect, test } from 'vitest';
import { watchesAsterisk } from '../../../../src/host/fail2ban/find-fail2ban.ts';
import { type Jail, readJails } from '../../../../src/host/fail2ban/read-jails.ts';

const stock = `# as it comes
[INCLUDES]
before = paths-debian.conf

[DEFAULT]
#ignoreself = true
enabled = false
mode = normal
filter = %(__name__)s[mode=%(mode)s]

[sshd]
logpath = %(sshd_log)s

[asterisk]
port     = 5060,5061
action_  = %(default/action_)s[name=%(__name__)s-tcp, protocol="tcp"]
           %(default/action_)s[name=%(__name__)s-udp, protocol="udp"]
logpath  = /var/log/asterisk/messages
maxretry = 10
`;
const paths = '[DEFAULT]\nsshd_log = /var/log/auth.log\n';

function read(others: Readonly<Record<string, string>>): Jail[] {
  const files: Record<string, string> = {
    '/etc/fail2ban/jail.conf': stock,
    '/etc/fail2ban/paths-debian.conf': paths,
    ...others,
  };
  return readJails('/etc/fail2ban', {
    readFile: (path) => files[path],
    listDirectory: (directory) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => path.slice(directory.length + 1))
        .toSorted(),
  });
}

test('the stock files have a jail for Asterisk that is off', () => {
  const jails = read({});

  expect(jails).toEqual([
    {
      name: 'sshd',
      isEnabled: false,
      filter: 'sshd',
      logPaths: ['/var/log/auth.log'],
      ignoreIp: [],
      ignoresSelf: true,
    },
    {
      name: 'asterisk',
      isEnabled: false,
      filter: 'asterisk',
      logPaths: ['/var/log/asterisk/messages'],
      ignoreIp: [],
      ignoresSelf: true,
    },
  ]);
});

test('of jail.conf, jail.d/*.conf, jail.local and jail.d/*.local the last one counts', () => {
  const files = {
    '/etc/fail2ban/jail.d/a.conf': '[asterisk]\nenabled = true\nignoreip = 192.0.2.1\n',
    '/etc/fail2ban/jail.local':
      '[DEFAULT]\nignoreip = 127.0.0.1/8 ::1\nignoreself = no\n[asterisk]\nignoreip = 192.0.2.2,\n  192.0.2.3 ; the office\n',
  };

  const [, asterisk] = read(files);

  expect(asterisk).toMatchObject({
    isEnabled: true,
    ignoreIp: ['192.0.2.2', '192.0.2.3'],
    ignoreIpPlace: { file: '/etc/fail2ban/jail.local', line: 5 },
    ignoresSelf: false,
  });
  const later = { ...files, '/etc/fail2ban/jail.d/z.local': '[asterisk]\nenabled = false\n' };
  expect(read(later)[1]?.isEnabled).toBe(false);
});

test('a jail takes from [DEFAULT] what it does not say itself', () => {
  const [sshd] = read({ '/etc/fail2ban/jail.local': '[DEFAULT]\nignoreip = 192.0.2.9\n' });

  expect(sshd?.ignoreIp).toEqual(['192.0.2.9']);
});

test.each([
  ['asterisk', '/var/log/asterisk/messages', true],
  ['asterisk-security', '/var/log/elsewhere', true],
  ['sip-attacks', '/srv/pbx/log/full', true],
  ['farend', '/var/log/farend/farend.log', false],
])('a jail with the filter %s on %s watches Asterisk: %s', (filter, path, expected) => {
  const jail = {
    name: 'x',
    isEnabled: true,
    filter,
    logPaths: [path],
    ignoreIp: [],
    ignoresSelf: true,
  };

  expect(watchesAsterisk(jail, '/srv/pbx/log')).toBe(expected);
});
