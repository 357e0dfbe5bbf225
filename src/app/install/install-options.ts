// What the command line says of an installation. What it leaves out is asked, or taken as found.

import type { Site, Way } from '../../install/config/config-wish.ts';

export interface InstallOptions {
  /** farend.yaml; secrets and the journal go beside it. */
  readonly config: string;
  readonly asteriskConf?: string | undefined;
  readonly way?: Way | undefined;
  readonly address?: string | undefined;
  /** Asterisk's, where it has several. */
  readonly sipPort?: number | undefined;
  /** `none`: phones outside see the address itself. */
  readonly publicAddress?: string | undefined;
  readonly site: readonly Site[];
  readonly ari?: boolean | undefined;
  readonly policy?: boolean | undefined;
  readonly state: string;
  readonly run: string;
  readonly fail2ban: string;
  /** false: no units. */
  readonly systemd: string | false;
}
