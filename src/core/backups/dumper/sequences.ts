import { quoteName } from '../../connections/sqlNames';

/** Where a default draws from a sequence: "DEFAULT nextval(`shop`.`numbers`)", as MariaDB's SHOW CREATE TABLE writes it. */
const draw = (database: string): RegExp =>
  new RegExp(
    `(DEFAULT \\(?(?:nextval|lastval)\\()${quoteName(database).replaceAll(/[.*+?^$\\{}()|[\]]/g, '\\$&')}\\.(\`(?:[^\`]|\`\`)+\`)`,
    'g',
  );

/** Names of the sequences that a table's defaults draw from. */
export function sequencesOf(create: string, database: string): readonly string[] {
  const names = Array.from(create.matchAll(draw(database)), ([, , name = '']) =>
    name.slice(1, -1).replaceAll('``', '`'),
  );
  return [...new Set(names)];
}

/** The same table without the database's name before its sequences. */
export function withoutDatabase(create: string, database: string): string {
  return create.replaceAll(draw(database), '$1$2');
}
