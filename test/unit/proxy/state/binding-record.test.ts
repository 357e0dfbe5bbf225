import { describe, expect, it } from 'vitest';
import {
  formatBindingRecord,
  parseBindingRecord,
} from '../../../../src/proxy/state/binding-record.ts';
import { makeBinding, makeMapped } from '../make-binding.ts';

describe('a binding is read as it was written', () => {
  it.each([
    ['of a phone', makeBinding()],
    ['of a phone behind a trusted proxy', makeBinding({ address: '198.51.100.66' })],
    ['with an instance', makeBinding({ instanceId: '<urn:uuid:1>', username: 'desk' })],
  ])('%s', (_, binding) => {
    expect(parseBindingRecord(formatBindingRecord(binding))).toEqual(binding);
  });

  it('but for what is in memory only', () => {
    const binding = makeBinding({ lastMapping: makeMapped('00112233aabbccdd') });

    expect(parseBindingRecord(formatBindingRecord(binding))).toEqual(makeBinding());
  });
});

it('a line of a farend that knew neither name nor address is read too', () => {
  const { username: _, address: __, ...older } = makeBinding();

  expect(parseBindingRecord(JSON.stringify(older))).toEqual(makeBinding());
});
