// A HEP collector in a process of its own, in the network namespace of a PBX: prints what it makes, a
// JSON document a line.

import { HepCollector } from '../../../src/capture/hep/hep-collector.ts';
import { createNetworkSet } from '../../../src/nat/networks.ts';
import type { CollectorOptions } from './start-collector.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as CollectorOptions;

const collector = new HepCollector(
  {
    listen: options.listen,
    from: createNetworkSet(options.from),
    asterisks: options.asterisks,
    localNetworks: createNetworkSet(options.localNetworks ?? []),
    trustedProxies: createNetworkSet(options.trustedProxies ?? []),
  },
  {
    onObservation: (observation) => print({ observation }),
    onProblem: (problem) => print({ problem }),
  },
);

await collector.start();
print({ isReady: true });
process.on('SIGUSR2', () => print({ counts: collector.counts }));
process.on('SIGTERM', () => void collector.stop().then(() => process.exit(0)));

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
