// The ways to one Asterisk, AMI and ARI, each opened when it is needed and not before.

import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { readSecret } from '../../config/secret-source.ts';
import { type AmiAccess, openAmiAccess } from '../../enforcement/audit/ami-access.ts';
import { type AriAccess, openAriAccess } from '../../enforcement/writers/ari-access.ts';
import { readRealtimeTables } from '../../enforcement/writers/realtime-tables.ts';

/** Of Asterisk's time that the reading of settings may take: somebody may wait for it. */
const SHARE = 0.3;

export class AsteriskWays {
  private readonly config: FarendConfig['asterisk'][number];
  private ami: Promise<AmiAccess> | undefined;
  private ari: Promise<AriAccess> | undefined;

  constructor(config: FarendConfig['asterisk'][number]) {
    this.config = config;
  }

  /** Tried again after a failure. @throws AppError SECRET_UNREADABLE, AMI_UNREACHABLE */
  openAmi(): Promise<AmiAccess> {
    this.ami ??= this.connectAmi().catch((error: unknown) => {
      this.ami = undefined;
      throw error;
    });
    return this.ami;
  }

  /** @throws AppError SECRET_UNREADABLE, ARI_UNREACHABLE, also where the configuration has no ARI */
  openAri(): Promise<AriAccess> {
    this.ari ??= this.connectAri().catch((error: unknown) => {
      this.ari = undefined;
      throw error;
    });
    return this.ari;
  }

  async close(): Promise<void> {
    const [ami, ari] = await Promise.all([
      this.ami?.catch(() => undefined),
      this.ari?.catch(() => undefined),
    ]);
    ami?.close();
    await ari?.close();
  }

  private async connectAmi(): Promise<AmiAccess> {
    const { name: asterisk, ami } = this.config;
    const { host, port, username } = ami;
    const secret = readSecret(ami.secret);
    return await openAmiAccess({ asterisk, host, port, username, secret, share: SHARE });
  }

  private async connectAri(): Promise<AriAccess> {
    const { name: asterisk, ari } = this.config;
    if (ari === undefined)
      throw new AppError(
        'ARI_UNREACHABLE',
        `${asterisk}: there is no ari for it in the configuration, and objects in a database are changed over ARI`,
      );
    const astdb = await this.openAmi();
    const tables = await readRealtimeTables(astdb);
    const { url, username } = ari;
    const password = readSecret(ari.password);
    return await openAriAccess({ asterisk, url, username, password, tables, astdb });
  }
}
