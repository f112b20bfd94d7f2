import { messageOf, OpsError } from '../../core/base/errors';
import { codeOf } from '../archive/fileErrors';

const advice = 'Nothing half-written was left behind, and the database was only read.';

/** Why `path` could not be written, for people. */
export function writeError(path: string, error: unknown): OpsError {
  const shown = path.replaceAll('\\', '/');
  const cause = { cause: error };
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new OpsError(
        'diskFull',
        `There is no room left for ${shown}.`,
        { safe: advice, next: 'Make room, then back up again.' },
        cause,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new OpsError(
        'denied',
        `No permission to write ${shown}.`,
        { safe: advice, next: 'Let your user write there, or choose another folder.' },
        cause,
      );
    default:
      return new OpsError('unwritable', `${shown} could not be written: ${messageOf(error)}`, { safe: advice }, cause);
  }
}
