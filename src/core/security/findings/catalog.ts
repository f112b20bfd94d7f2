import type { Detector } from './detector';
import { bruteForceAccount } from './detectors/bruteForceAccount';
import { bruteForceIp } from './detectors/bruteForceIp';
import { credentialStuffing } from './detectors/credentialStuffing';
import { csrfBurst } from './detectors/csrfBurst';
import { distributedBruteForce } from './detectors/distributedBruteForce';
import { forgedEntries } from './detectors/forgedEntries';
import { lockoutStorm } from './detectors/lockoutStorm';
import { logGap } from './detectors/logGap';
import { massDeletion } from './detectors/massDeletion';
import { massExport } from './detectors/massExport';
import { newCountry } from './detectors/newCountry';
import { newDevice } from './detectors/newDevice';
import { passwordSpraying } from './detectors/passwordSpraying';
import { privilegeChange } from './detectors/privilegeChange';
import { rateLimitBurst } from './detectors/rateLimitBurst';
import { scanner } from './detectors/scanner';
import { successAfterFailures } from './detectors/successAfterFailures';
import { timeReversal } from './detectors/timeReversal';

/** Every detector, the most telling first: of findings about the same events, the first gives the title. */
export const detectors: readonly Detector[] = [
  successAfterFailures,
  massDeletion,
  massExport,
  forgedEntries,
  credentialStuffing,
  passwordSpraying,
  distributedBruteForce,
  bruteForceAccount,
  bruteForceIp,
  lockoutStorm,
  privilegeChange,
  scanner,
  newCountry,
  logGap,
  timeReversal,
  csrfBurst,
  rateLimitBurst,
  newDevice,
];
