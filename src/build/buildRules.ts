import { hash } from 'node:crypto';
import { hookDriver } from './hookDriver.ts';

/** Raised when builds are prepared, called or judged otherwise by anything but the driver. */
const number = 1;

/** Names what spip itself has to do with how a build ends: a failure that is remembered holds for these rules alone. */
export const buildRules = hash('sha256', `${number}\n${hookDriver}`, 'hex');
