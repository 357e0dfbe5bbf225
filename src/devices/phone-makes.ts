// All makes of phones that farend knows, read from their data files, in the order of the alphabet.

import akuvox from './makes/akuvox.json' with { type: 'json' };
import audiocodes from './makes/audiocodes.json' with { type: 'json' };
import avm from './makes/avm.json' with { type: 'json' };
import baresip from './makes/baresip.json' with { type: 'json' };
import cisco from './makes/cisco.json' with { type: 'json' };
import counterpath from './makes/counterpath.json' with { type: 'json' };
import fanvil from './makes/fanvil.json' with { type: 'json' };
import gigaset from './makes/gigaset.json' with { type: 'json' };
import grandstream from './makes/grandstream.json' with { type: 'json' };
import htek from './makes/htek.json' with { type: 'json' };
import linphone from './makes/linphone.json' with { type: 'json' };
import microsip from './makes/microsip.json' with { type: 'json' };
import mitel from './makes/mitel.json' with { type: 'json' };
import obihai from './makes/obihai.json' with { type: 'json' };
import panasonic from './makes/panasonic.json' with { type: 'json' };
import pjsua from './makes/pjsua.json' with { type: 'json' };
import poly from './makes/poly.json' with { type: 'json' };
import snom from './makes/snom.json' with { type: 'json' };
import yealink from './makes/yealink.json' with { type: 'json' };
import zoiper from './makes/zoiper.json' with { type: 'json' };
import { type PhoneMake, phoneMakeSchema } from './phone-make.ts';

export const phoneMakes: readonly PhoneMake[] = [
  akuvox,
  audiocodes,
  avm,
  baresip,
  cisco,
  counterpath,
  fanvil,
  gigaset,
  grandstream,
  htek,
  linphone,
  microsip,
  mitel,
  obihai,
  panasonic,
  pjsua,
  poly,
  snom,
  yealink,
  zoiper,
].map((data) => phoneMakeSchema.parse(data));
