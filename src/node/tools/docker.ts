import { isOpsError } from '../../core/base/errors';
import { askProcess } from './runProcess';

/** A container that runs a database server. */
export interface DatabaseContainer {
  readonly name: string;
  readonly image: string;
  readonly flavour: 'mysql' | 'mariadb';
  /** Port of this machine that leads to the server's 3306, when it is published. */
  readonly publishedPort?: number;
  /**
   * What to type, two lines, to dump one database inside the container and fetch the file. The password is the container's own
   * variable, on no command line of this machine; nothing is redirected here, because PowerShell would write it as UTF-16.
   */
  command(database: string): string;
}

/** Reads `docker ps --no-trunc --format "{{json .}}"`: one JSON object a line with Names, Image, Ports. */
export function databaseContainers(output: string): readonly DatabaseContainer[] {
  return output.split('\n').flatMap((line) => {
    const row = parsed(line);
    if (row === undefined) return [];
    const image = row.Image.toLowerCase();
    const name = image.split('/').at(-1)?.split(/[:@]/)[0] ?? '';
    const flavour = /^mariadb(-(server|galera))*$/.test(name)
      ? 'mariadb'
      : /^(mysql|percona)(-(server|community))*$/.test(name)
        ? 'mysql'
        : undefined;
    if (flavour === undefined) return [];
    const port = /(?:^|[ ,:])(?:[\d.]+|\[[^\]]*\]):(\d+)->3306\/tcp/.exec(row.Ports)?.[1];
    return [
      {
        name: row.Names,
        image: row.Image,
        flavour,
        ...(port === undefined ? {} : { publishedPort: Number(port) }),
        command: (database: string) => dumpCommand(row.Names, flavour, database),
      },
    ];
  });
}

function dumpCommand(container: string, flavour: 'mysql' | 'mariadb', database: string): string {
  const program = flavour === 'mariadb' ? 'mariadb-dump' : 'mysqldump';
  const variable = flavour === 'mariadb' ? '${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}' : '$MYSQL_ROOT_PASSWORD';
  const inside = `MYSQL_PWD="${variable}" exec ${program} -uroot --single-transaction --routines --events --triggers --result-file=/tmp/dump.sql -- "$0"`;
  return [
    `docker exec ${shell(container)} sh -c ${shell(inside)} ${shell(database)}`,
    `docker cp ${shell(`${container}:/tmp/dump.sql`)} ${shell(`${database}.sql`)}`,
  ].join('\n');
}

/** One word of a POSIX shell. */
const shell = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function parsed(line: string): { Names: string; Image: string; Ports: string } | undefined {
  if (!line.trim().startsWith('{')) return undefined;
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (error) {
    // A warning between the lines of the list.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const text = (key: string): string => {
    const value: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return text('Names') === '' ? undefined : { Names: text('Names'), Image: text('Image'), Ports: text('Ports') };
}

/** Containers that run here now; empty without Docker, or when it does not answer within 5 s. */
export async function findDatabaseContainers(signal: AbortSignal): Promise<readonly DatabaseContainer[]> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
    return databaseContainers(await askProcess('docker', ['ps', '--no-trunc', '--format', '{{json .}}'], limited));
  } catch (error) {
    if (isOpsError(error) && !signal.aborted) return [];
    throw error;
  }
}
