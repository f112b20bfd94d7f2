import { runs } from '../../../code/schedule/runs';
import { at, asString } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { configLocation, writtenValue } from '../../written';
import { usesBackupPackage } from './backupPackage';

const here = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

/** BKP008: the program that dumps the database is not on this Windows machine's PATH. */
export const dumpBinaryMissing: Rule = {
  code: 'BKP008',
  slug: 'dump-binary-missing',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'mysqldump not found',
  *check({ machine, environments, code }) {
    if (machine?.platform !== 'win32' || machine.dumpOnPath !== false || machine.remote === true) return;
    if (runs(code, 'backup:run') !== true) return;
    for (const environment of environments) {
      const { project } = environment;
      const written = writtenValue(environment, 'database.default');
      const name = written === undefined ? undefined : asString(written.value);
      if (name === undefined || !usesBackupPackage(project)) continue;
      const connection = project.config.get(`database.connections.${name}`);
      const driver = asString(at(connection, 'driver'));
      // A host that is no address of this machine: a container, where the backup runs as well.
      const host = asString(at(connection, 'host'));
      if ((driver !== 'mysql' && driver !== 'mariadb') || host === undefined || !here.test(host)) continue;
      const path = at(connection, 'dump.dump_binary_path');
      const dump = at(connection, 'dump');
      if (dump.kind === 'unknown' || (path.kind !== 'absent' && (path.kind !== 'known' || path.value !== ''))) continue;
      const location = configLocation(connection) ?? written?.location;
      if (location === undefined) continue;
      const program = driver === 'mariadb' ? 'mysqldump or mariadb-dump' : 'mysqldump';
      yield {
        rule: 'BKP008',
        severity: 'warning',
        message: `${program} was not found on this Windows machine's PATH, and \`dump.dump_binary_path\` names no folder: backups of \`${name}\` fail here.`,
        location,
        related: [],
        fixes: [],
      };
    }
  },
};
