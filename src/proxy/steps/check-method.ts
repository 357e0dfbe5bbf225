// Methods are told apart by case too (RFC 3261 §7.1), and Asterisk does not: it takes `register` for
// REGISTER, with a Contact that nobody has mapped. What can be read in two ways ends here.

import { isMisspelledMethod } from '../../sip/method.ts';
import type { PhoneRequest } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';

export function checkMethod({ method }: PhoneRequest): Outcome {
  return isMisspelledMethod(method) ? drop('misspelled-method') : undefined;
}
