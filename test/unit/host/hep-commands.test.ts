import { expect, test } from 'vitest';
import { formatUnregister } from '../../../src/host/console-command.ts';
import { listHepCommands } from '../../../src/host/hep-commands.ts';

test.each([
  [[], ['module load res_hep.so', 'module load res_hep_pjsip.so']],
  [['res_hep'], ['module reload res_hep.so', 'module load res_hep_pjsip.so']],
  [['res_hep', 'res_hep_pjsip'], ['module reload res_hep.so']],
])('with %j loaded, %j begins the mirror', (loaded, commands) => {
  expect(listHepCommands(loaded)).toEqual(commands);
});

test('a peer is unregistered by its name, and a name that the console would take apart is refused', () => {
  expect(formatUnregister('4001-office')).toBe('sip unregister 4001-office');
  expect(() => formatUnregister('4001\0core stop now')).toThrow('cannot be given');
  expect(() => formatUnregister('4001 4002')).toThrow('cannot be given');
});
