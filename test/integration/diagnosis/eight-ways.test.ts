// The phone that still fails: one old phone without rport, failing in eight ways on a real Asterisk
// behind real routers. Seen through the proxy, by HEP and in a capture, each way has a name of its own.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { startPacketCapture } from '../../support/peers/packet-capture.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { explainCapture, listTold, readFindings, waitForFinding } from './read-findings.ts';
import { buildStages, type Stages } from './stage.ts';
import { controls, ways } from './ways.ts';

type Eye = 'through the proxy' | 'by HEP' | 'in a capture';
interface Row {
  readonly producer: 'proxy' | 'hep';
  readonly eyes: readonly Eye[];
}

const rows: readonly Row[] = [
  { producer: 'proxy', eyes: ['through the proxy'] },
  { producer: 'hep', eyes: ['by HEP', 'in a capture'] },
];
const { tshark } = findPeers();
const flavours = listFlavours(await findProvisioned()).filter(
  ({ root, driver }) => root.version.startsWith('22.') && driver === 'chan_pjsip',
);
const all = [...ways, ...controls];

describe.runIf(tshark !== undefined).each(flavours)('$title', (flavour) => {
  describe.each(rows)('a phone, seen $eyes,', ({ producer, eyes }) => {
    const found = new Map<Eye, readonly FindingAnswer[]>();
    let stages: Stages;

    beforeAll(async () => {
      stages = await buildStages(flavour, producer, all);
      const { farend, office } = stages.scene;
      const { namespace } = office.pbx;
      const capture = await startPacketCapture({ root: tshark!, namespace });
      await Promise.all(
        all.map(async (way) => {
          await stages.play(way);
          await waitForFinding(farend, way);
        }),
      );
      const path = await capture.finish();
      for (const eye of eyes)
        found.set(
          eye,
          eye === 'in a capture'
            ? await explainCapture(namespace, path)
            : await readFindings(farend),
        );
    });

    afterAll(stopEverything);

    const told = (eye: Eye, endpoint: string) => listTold(found.get(eye) ?? [], endpoint);

    describe.each(eyes)('%s', (eye) => {
      test.each(ways)('is named: $title, $finding', (way) => {
        const findings = told(eye, way.name);

        expect(findings.map(({ name }) => name)).toEqual([way.finding]);
        const [{ severity, summary, evidence, remedy, address }] = findings as [FindingAnswer];
        const publicAddress = stages.publicAddressOf(way);
        expect(severity).toBe(
          way.isMended === true && eye === 'through the proxy' ? 'info' : 'warning',
        );
        expect(summary).toContain(`Phone ${way.name}`);
        expect(address).toBe(publicAddress);
        expect(evidence.join('\n')).toContain(publicAddress);
        expect(remedy.length).toBeGreaterThan(0);
      });

      test('has eight names for eight ways', () => {
        const names = ways.flatMap(({ name }) => told(eye, name).map((finding) => finding.name));

        expect(new Set(names).size).toBe(8);
      });

      test.each(controls)('is well: $title', ({ name }) => {
        const findings = (found.get(eye) ?? []).filter(({ endpoint }) => endpoint === name);

        expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
      });

      test('is all that is told of', () => {
        const names = new Set(all.map(({ name }) => name));
        const others = (found.get(eye) ?? []).filter(
          ({ endpoint }) => endpoint === null || !names.has(endpoint),
        );

        expect(others).toEqual([]);
      });
    });
  });
});
