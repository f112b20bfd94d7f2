import { quoteName } from '../../connections/sqlNames';
import { baseName } from '../../base/path';
import { shellArgument } from '../setup/quoting';
import type { RunbookFacts } from './facts';
import type { GeneratedSection } from './markers';
import { block, code, commands } from './markdown';
import { archiveOf, needsPassword, passwordOption } from './ways';

/** Filters for a dump on its way into the client, each for one thing that stops it. Bytes stay bytes: LC_ALL=C. */
export const dumpFilters = {
  /** The first line of newer MariaDB dumps, which the mysql client and older mariadb clients take for a command. */
  sandbox: `LC_ALL=C sed '1{/999999/d;}'`,
  /** GTID_PURGED and SQL_LOG_BIN of mysqldump: they need privileges, and the first may run over several lines. */
  gtid: `LC_ALL=C awk '/^SET @@(GLOBAL\\.GTID_PURGED|SESSION\\.SQL_LOG_BIN)/{skip=1} !skip{print} skip&&/;[ \\t]*$/{skip=0}'`,
  /** Definers that do not exist here, or that this account may not set; on lines that create something, never in data. */
  definer: `LC_ALL=C sed -E '/^(CREATE DEFINER|\\/\\*!50)/s/DEFINER=\`[^\`]*\`@\`[^\`]*\`//g'`,
} as const;

const unpackers = { none: '', gzip: ' | gunzip -c', bzip2: ' | bunzip2 -c', zstd: ' | zstd -dc' } as const;

export function byHandSection(facts: RunbookFacts): GeneratedSection {
  const { database } = facts;
  const copy = `${database.name ?? 'DATABASE'}_restore`;
  const client = clientOf(facts);
  const read = readerOf(facts);
  const [dump] = facts.newest?.dumps ?? [];
  const encrypted = needsPassword(facts);
  return {
    name: 'byHand',
    text: [
      '## Way 3: by hand',
      ...download(facts),
      'Into a new database. The client asks for the password of the database.',
      commands(
        `${client} -e ${shellArgument(`CREATE DATABASE ${quoteName(copy)}`)}`,
        `${read} | ${client} ${shellArgument(copy)}`,
      ),
      ...(dump === undefined ? ['The name of the dump in the archive was not read: list it first.'] : []),
      ...(facts.newest === undefined || encrypted
        ? [
            `Encrypted archives: ${code('unzip')} cannot read AES. Use ${code('7z')}, which asks for the password of the archive.`,
            ...(encrypted ? [] : [commands(readerOf(facts, true))]),
          ]
        : []),
      'Never add `--force`: it goes on after an error, and half a database looks like a whole one.',
      '### What stops it',
      'Put the filter between the archive and the client.',
      `Unknown command '\\-' at line 1, the sandbox line of a newer dump:`,
      commands(`${read} | ${dumpFilters.sandbox} | ${client} ${shellArgument(copy)}`),
      'GTID_PURGED cannot be changed (3546), or access denied for SUPER or SYSTEM_VARIABLES_ADMIN (1227):',
      commands(`${read} | ${dumpFilters.gtid} | ${client} ${shellArgument(copy)}`),
      'Access denied while views, triggers or routines are made (1227), or the definer does not exist (1449):',
      commands(`${read} | ${dumpFilters.definer} | ${client} ${shellArgument(copy)}`),
      `Triggers or functions are refused because binary logging is on (1419): somebody with SUPER sets ${code('log_bin_trust_function_creators')} to 1, or restores.`,
      `Packet too large (1153), or the server has gone away (2006): add ${code('--max-allowed-packet=1G')} to the client, and raise ${code('max_allowed_packet')} of the server.`,
      'Unknown collation (1273): the dump is from a newer server or from the other kind. Restore on a server of its kind, or in the editor, which shows what it writes instead.',
    ].join('\n\n'),
  };
}

export function tablesSection(facts: RunbookFacts): GeneratedSection {
  const name = facts.database.name ?? 'DATABASE';
  const insert = `INSERT INTO ${quoteName(name)}.orders SELECT * FROM ${quoteName(`${name}_restore`)}.orders WHERE id = 4711;`;
  return {
    name: 'tables',
    text: [
      '## Some tables only',
      'Tick them in the editor, or:',
      commands(
        `laravel-ops restore . --backup ${archiveOf(facts)}${passwordOption(facts)} --tables orders,order_items`,
      ),
      'They come into a new database, whose name it says. Bring back what is missing from there:',
      block('sql', insert),
    ].join('\n\n'),
  };
}

/** Where the archive is once it is on this machine. */
function localFile({ newest }: RunbookFacts): string {
  const file = newest?.file ?? 'FILE.zip';
  return isRemote(file) ? baseName(file) : file;
}

function isRemote(file: string): boolean {
  return file.startsWith('s3://');
}

function download({ newest }: RunbookFacts): readonly string[] {
  if (newest === undefined || !isRemote(newest.file)) return [];
  return [
    'Fetch the archive first. Where the disk has an endpoint of its own, name it with `--endpoint-url`.',
    commands(`aws s3 cp ${shellArgument(newest.file)} .`),
  ];
}

/** The client with what the connection says, without a password. */
export function clientOf({ database }: RunbookFacts, program?: string): string {
  const { driver, address, user } = database;
  const words = [program ?? (driver === 'mariadb' ? 'mariadb' : 'mysql')];
  if (address !== undefined && 'socket' in address) words.push(`--socket=${address.socket}`);
  else if (address !== undefined) words.push(`--host=${address.host}`, `--port=${address.port}`);
  if (user !== undefined) words.push(`--user=${user}`);
  return [...words, '--password', '--default-character-set=utf8mb4'].map(shellArgument).join(' ');
}

function readerOf(facts: RunbookFacts, encrypted = needsPassword(facts)): string {
  const [dump] = facts.newest?.dumps ?? [];
  const entry = dump?.entry ?? `db-dumps/${facts.database.driver ?? 'mysql'}-${facts.database.name ?? 'DATABASE'}.sql`;
  const unpack = unpackers[dump?.compression ?? 'none'];
  const file = shellArgument(localFile(facts));
  if (facts.newest !== undefined && !/\.zip$/i.test(facts.newest.file)) return `cat ${file}${unpack}`;
  // unzip takes the name of an entry for a pattern.
  const pattern = shellArgument(entry.replace(/[[\]*?\\]/g, '\\$&'));
  return encrypted ? `7z x -so ${file} ${shellArgument(entry)}${unpack}` : `unzip -p ${file} ${pattern}${unpack}`;
}
