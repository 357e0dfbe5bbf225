import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../../src/nat/networks.ts';
import { DeviceSide, expandAddresses, sentByFor } from '../../../src/proxy/device-side.ts';
import type { ListenAddress, SocketAddress } from '../../../src/proxy/proxy-options.ts';
import { RecordedSocket } from './make-binding.ts';

const inside: ListenAddress = { address: '192.168.7.1', port: 5060 };
const outside: ListenAddress = {
  address: '198.51.100.10',
  port: 5060,
  advertise: { host: 'farend.example.com', port: 15060 },
};
const six: ListenAddress = { address: '2001:db8::10', port: 5060 };

let opened: string[];
let side: DeviceSide;

beforeEach(() => {
  opened = [];
  side = new DeviceSide((address: SocketAddress) => {
    const socket = new RecordedSocket(address);
    opened.push(socket.name);
    return socket;
  });
});

it('opens one socket for each address, and only what changed after that', async () => {
  const first = await side.adjust([inside, outside]);
  const second = await side.adjust([outside, six]);
  const third = await side.adjust([outside, six]);

  expect(first).toEqual({ opened: ['192.168.7.1:5060', '198.51.100.10:5060'], closed: [] });
  expect(second).toEqual({ opened: ['[2001:db8::10]:5060'], closed: ['192.168.7.1:5060'] });
  expect(third).toEqual({ opened: [], closed: [] });
  expect(opened).toHaveLength(3);
  expect(side.names()).toEqual(['198.51.100.10:5060', '[2001:db8::10]:5060']);
});

it('finds the socket of a flow, or another of its address family', async () => {
  await side.adjust([inside, six]);

  expect(side.find('192.168.7.1:5060', '203.0.113.5')?.udp.name).toBe('192.168.7.1:5060');
  expect(side.find('gone:5060', '203.0.113.5')?.udp.name).toBe('192.168.7.1:5060');
  expect(side.find('gone:5060', '2001:db8::5')?.udp.name).toBe('[2001:db8::10]:5060');
});

it('finds no loopback socket for a phone that is elsewhere, and one of the same port first', async () => {
  const loopback = { address: '127.0.0.1', port: 5060 };
  await side.adjust([loopback, { ...inside, port: 5070 }, inside]);

  expect(side.find('gone:5060', '203.0.113.5')?.udp.name).toBe('192.168.7.1:5060');
  expect(side.find('gone:5060', '127.0.0.9')?.udp.name).toBe('127.0.0.1:5060');
});

it('knows only sockets that are in force as its own', async () => {
  await side.adjust([inside]);
  const socket = side.find('192.168.7.1:5060', '203.0.113.5')?.udp as RecordedSocket;
  const ownedBefore = side.owns(socket);
  await side.adjust([outside]);

  expect([ownedBefore, side.owns(socket)]).toEqual([true, false]);
});

it('finds none where the address family is not served', async () => {
  await side.adjust([inside]);

  expect(side.find('gone:5060', '2001:db8::5')).toBeUndefined();
});

describe('knows its own addresses, local and advertised', () => {
  it.each([
    ['192.168.7.1', 5060, true],
    ['198.51.100.10', 5060, true],
    ['farend.example.com', 15060, true],
    ['farend.example.com', 5060, false],
    ['198.51.100.10', 15060, false],
    ['203.0.113.5', 5060, false],
  ])('%s:%i: %j', async (host, port, expected) => {
    await side.adjust([inside, outside]);

    expect(side.isOwn(host, port)).toBe(expected);
  });
});

it('shows the local address to local networks and the advertised one to all others', async () => {
  await side.adjust([outside]);
  const socket = side.find('198.51.100.10:5060', '203.0.113.5');
  if (socket === undefined) throw new Error('no socket');
  const local = createNetworkSet(['192.168.7.0/24']);

  expect(sentByFor(socket, '192.168.7.50', local)).toBe('198.51.100.10:5060');
  expect(sentByFor(socket, '203.0.113.5', local)).toBe('farend.example.com:15060');
});

it('expands a wildcard to the addresses of its family that the machine has', () => {
  const four = expandAddresses([{ address: '0.0.0.0', port: 5060, advertise: { host: 'a' } }]);

  expect(four.map(({ address }) => address)).toContain('127.0.0.1');
  for (const { address, port, advertise } of four)
    expect([address.includes(':'), port, advertise]).toEqual([false, 5060, { host: 'a' }]);
  expect(expandAddresses([inside])).toEqual([inside]);
});
