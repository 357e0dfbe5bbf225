import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAdvice, identifyModel } from '../../../src/devices/device-catalogue.ts';
import { phoneMakes } from '../../../src/devices/phone-makes.ts';
import { formatDevicesPage } from './format-devices-page.ts';

const examples = phoneMakes.flatMap(({ make, userAgents }) =>
  userAgents.flatMap((rule) => rule.examples.map((example) => ({ make, ...example }))),
);

describe('a phone is known by its User-Agent', () => {
  it.each(examples)('$userAgent', ({ userAgent, make, model, firmware }) => {
    expect(identifyModel(userAgent)).toEqual({ make, model, firmware });
  });

  it('takes no MAC address and no name of a person from it', () => {
    const named = identifyModel('LinphoneiOS/4.3.0 (Jane Example) LinphoneSDK/4.4.0');
    const numbered = identifyModel('Fanvil X3S 0c383e63963b');

    expect(named).toEqual({ make: 'Linphone', model: 'iOS', firmware: '4.3.0' });
    expect(numbered).toEqual({ make: 'Fanvil', model: 'X3S', firmware: '' });
  });

  it.each(['', 'friendly-scanner', 'sipcli/v1.8', 'My Yealink SIP-T46S 66.86.0.15', '\0\0'])(
    'does not know %j',
    (userAgent) => {
      expect(identifyModel(userAgent)).toEqual({ make: '', model: '', firmware: '' });
    },
  );
});

describe('a User-Agent made up to cost time or memory', () => {
  const beginnings = examples.map(({ userAgent }) => userAgent.slice(0, 24));

  it.each([...new Set(beginnings)])('%s… and 60,000 characters', (beginning) => {
    for (const filler of ['9', '9.', ' ', 'A', 'a-', '-UA/', '(', '_', '\u00e4']) {
      const { make, model, firmware } = identifyModel(`${beginning}${filler.repeat(60_000)}`);

      expect(make.length).toBeLessThanOrEqual(20);
      expect(model.length).toBeLessThanOrEqual(40);
      expect(firmware.length).toBeLessThanOrEqual(40);
    }
  });

  it('has no repetition inside a repetition to try', () => {
    const patterns = phoneMakes.flatMap(({ userAgents }) => userAgents.map((rule) => rule.pattern));

    for (const pattern of patterns) expect(pattern).not.toMatch(/[*+]\)(?:[*+]|\{\d+,)/);
  });
});

describe('where a setting is', () => {
  it.each([
    ['Zoiper', '', 'Settings → Accounts → the account → Network Settings → Use rport'],
    ['Grandstream', 'GXP2170', 'Accounts → SIP Settings → SIP Advanced Settings → Use rport'],
    ['Grandstream', 'HT801', 'Accounts → SIP Settings → SIP Advanced Settings → Use rport'],
    ['Yealink', 'SIP-T46S', 'Account → Advanced → Enable Rport'],
    ['Cisco', 'SPA112', 'Line → SIP Settings → SIP RPort'],
    ['Snom', 'D785', 'Configuration file → enable_rport_rfc3581'],
    ['Fanvil', 'X303', 'Configuration file → sip → line → EnableRport'],
  ])('%s %s: rport', (make, model, menu) => {
    expect(findAdvice({ make, model }, 'rport')?.menu).toBe(menu);
  });

  it('goes by the model where its make has several ways', () => {
    const adapter = findAdvice({ make: 'Cisco', model: 'SPA112' }, 'keep-alive');
    const phone = findAdvice({ make: 'Cisco', model: 'spa504g' }, 'keep-alive');

    expect(adapter?.menu).toContain('Line 1');
    expect(phone?.menu).toContain('Ext 1');
  });

  it('is not known for other makes, and for settings without a source', () => {
    expect(findAdvice({ make: '', model: '' }, 'rport')).toBeUndefined();
    expect(findAdvice({ make: 'Poly', model: 'VVX_411' }, 'rport')).toBeUndefined();
    expect(findAdvice({ make: 'AVM', model: 'Fon WLAN 7170' }, 'nat')).toBeUndefined();
  });

  it('has its page', async () => {
    const page = join(import.meta.dirname, '../../../docs/reference/devices.md');

    await expect(formatDevicesPage(phoneMakes)).toMatchFileSnapshot(page);
  });
});
