import { asString, type Value } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { defaultConnectionOf, isMysql } from './connections';

/** DBO007: the application connects to MySQL as its administrator where production is known. */
export const rootInProduction: Rule = {
  code: 'DBO007',
  slug: 'root-in-production',
  area: 'databaseOptimisation',
  severity: 'warning',
  title: 'Application connects as root',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { config } = environment.project;
      const connection = defaultConnectionOf(environment.project);
      if (connection === undefined || !isMysql(connection)) continue;
      const written = writtenValue(environment, `${connection.path}.username`);
      if (written === undefined || asString(written.value) !== 'root') continue;
      if (!isUnset(config.get(`${connection.path}.url`)) || !isOwnServer(config.get(`${connection.path}.host`)))
        continue;
      const database = asString(config.get(`${connection.path}.database`));
      yield {
        rule: 'DBO007',
        severity: 'warning',
        message:
          'The application connects as root: whoever gets one SQL statement past it owns every database on the server.',
        location: written.location,
        related: [...readHere(context, written), ...saysProduction(production, written.location)],
        fixes:
          database === undefined || /[`\\]/.test(database)
            ? []
            : [
                {
                  title: 'Copy statements for a user of its own',
                  preferred: false,
                  copies: grant(database),
                  edits: [],
                },
              ],
      };
    }
  },
};

/** A URL may name another user, and it is a secret: not looked into. */
function isUnset(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && (value.value === null || value.value === ''));
}

/** A bare name ("mysql", "db") is most likely a container that belongs to this application alone. */
function isOwnServer(host: Value): boolean {
  const name = asString(host);
  return name !== undefined && (name === 'localhost' || name.includes('.') || name.includes(':'));
}

function grant(database: string): string {
  // In GRANT, "_" and "%" in the name of a database are wildcards.
  const name = database.replace(/[_%]/g, '\\$&');
  return [
    "CREATE USER '<name>'@'<host>' IDENTIFIED BY '<password>';",
    `GRANT ALL PRIVILEGES ON \`${name}\`.* TO '<name>'@'<host>';`,
  ].join('\n');
}
