// A HEP collector in a process of its own, in the network namespace of a PBX, and an AMI client beside
// it: prints what they tell, a JSON document a line.

import { AmiClient } from '../../../src/asterisk/ami/ami-client.ts';
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
    trunks: createNetworkSet(options.trunks ?? []),
  },
  {
    onObservation: (observation) => print({ observation }),
    onDialog: (dialog) => print({ dialog }),
    onProblem: (problem) => print({ problem }),
  },
);

const ami =
  options.ami === undefined
    ? undefined
    : new AmiClient(
        { asterisk: 'main', ...options.ami },
        {
          onEvent: (event) => print({ event }),
          onUserEvent: () => undefined,
          onProblem: (problem) => print({ problem }),
        },
      );

await collector.start();
ami?.start();
print({ isReady: true });
process.on('SIGUSR2', () => print({ counts: collector.counts }));
process.on('SIGTERM', () => {
  ami?.stop();
  void collector.stop().then(() => process.exit(0));
});

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
