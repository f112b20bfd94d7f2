import { OpsError } from '../../core/base/errors';
import { createRedactor } from '../../core/base/redact';
import { dumpEntryName } from '../../core/backups/dumper/archiveName';
import type { BackupMade, DumpProgress } from '../../core/backups/dumper/made';
import type { SqlProfile } from '../../core/connections/profile';
import { writeArchive } from '../dumper/archiveWriter';
import type { BackUpOptions } from '../dumper/backUpBuiltIn';
import { createCounter } from './countDump';
import type { FoundTool } from './doctor';
import { optionFileText, withOptionFile } from './optionFile';
import { runProcess } from './runProcess';
import type { JudgedServer, ToolVersion } from './version';
import { judgeTool } from './version';

export interface ToolBackUpOptions extends BackUpOptions {
  readonly server: JudgedServer;
}

/**
 * What a dump program is told. Binary values are not written in hexadecimal: the pipe carries bytes, and the dump stays half as
 * large. GTIDs are left out, because an application's account may not set them when it restores.
 */
export function dumpArguments(
  tool: ToolVersion,
  server: JudgedServer,
  database: string,
  withoutRowsOf: readonly string[] = [],
): readonly string[] {
  return [
    '--single-transaction',
    '--quick',
    '--routines',
    '--events',
    '--triggers',
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
    // Asking for tablespaces takes the PROCESS privilege (MySQL 5.7.31, 8.0.21).
    '--no-tablespaces',
    ...(tool.flavour === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
    ...judgeTool(tool, server).options,
    ...(tool.flavour === 'mariadb' ? withoutRowsOf.map((table) => `--ignore-table-data=${database}.${table}`) : []),
    '--',
    database,
  ];
}

/**
 * Backs one database up with mysqldump or mariadb-dump: its output goes as bytes, never through a shell, into the same kind of
 * archive that our own dumper writes, and is read while it passes: a dump that is not whole is not kept.
 *
 * @param password of the database account
 * @throws OpsError `toolFailed` with what the program said, `incomplete`, `cancelled`, those of the archive
 */
export async function backUpWithTool(
  tool: FoundTool,
  profile: SqlProfile,
  password: string | undefined,
  options: ToolBackUpOptions,
): Promise<BackupMade> {
  const started = performance.now();
  const { signal, server, onProgress, withoutRowsOf = [] } = options;
  const database = options.database ?? profile.database;
  if (database === undefined || database === '')
    throw new OpsError(
      'unknownDatabase',
      `Connection ${profile.connection} names no database, so there is nothing to back up.`,
    );
  const { version } = tool;
  if (version === undefined || version.flavour === 'other')
    throw new OpsError('toolFailed', `${tool.path} is no dump program: ${tool.problem ?? 'its version is not known'}`);
  if (version.flavour === 'mysql' && withoutRowsOf.length > 0)
    throw new OpsError('toolFailed', 'mysqldump cannot leave out the rows of a table and keep its structure.', {
      next: 'Use the built-in dumper for that.',
    });
  const redactor = createRedactor();
  if (password !== undefined) redactor.protect(password);
  const counter = createCounter();
  let progress: DumpProgress = { tablesDone: 0, tables: 0, rows: 0, dumpBytes: 0, writtenBytes: 0 };
  const report = (change: Partial<DumpProgress>): void => {
    progress = { ...progress, ...change };
    onProgress?.(progress);
  };
  const now = options.now ?? new Date();
  const text = optionFileText(profile, password, version.flavour);
  const archive = await withOptionFile(text, (file) =>
    writeArchive(
      {
        ...options.place,
        now,
        entry: dumpEntryName(server.flavour, database),
        signal,
        ...(options.password === undefined ? {} : { password: options.password }),
        onWritten: (writtenBytes) => report({ writtenBytes }),
      },
      async (sink) => {
        const { code, messages } = await runProcess(
          tool.path,
          // Only our file: an option of another one ("where", "no-data") would change what is backed up.
          [`--defaults-file=${file}`, ...dumpArguments(version, server, database, withoutRowsOf)],
          {
            signal,
            env: cleanEnvironment(`${file}.none`),
            onOutput(bytes) {
              counter.add(bytes);
              report({ ...counter.progress(), dumpBytes: progress.dumpBytes + bytes.length });
              return sink.write(bytes);
            },
          },
        );
        const said = redactor.redact(messages).trim();
        if (code !== 0)
          throw new OpsError(
            'toolFailed',
            `${tool.path} ended with ${code ?? 'a signal'}: ${said === '' ? 'it said nothing' : said}`,
            {
              safe: 'No archive was kept, and the database was only read.',
              next: 'Use the built-in dumper, or another program.',
            },
          );
        return { ...counter.end(), said };
      },
    ),
  );
  const { said, ...counted } = archive.result;
  const { path, sizeBytes, sha256, encrypted } = archive;
  return {
    tool: version.flavour === 'mariadb' ? 'mariadb-dump' : 'mysqldump',
    path,
    sizeBytes,
    sha256,
    encrypted,
    ...counted,
    milliseconds: Math.round(performance.now() - started),
    remarks: [...remarksOf(tool, server), ...(said === '' ? [] : [`The program said: ${said}`])],
  };
}

function remarksOf({ version }: FoundTool, server: JudgedServer): readonly string[] {
  const why = version === undefined ? undefined : judgeTool(version, server).why;
  return why === undefined ? [] : [why];
}

/** Without what would speak for the option file; a login file that is not there keeps the user's own out (MySQL manual, "mysql_config_editor"). */
function cleanEnvironment(noLoginFile: string): NodeJS.ProcessEnv {
  const {
    MYSQL_PWD: _password,
    MYSQL_HOST: _host,
    MYSQL_TCP_PORT: _port,
    MYSQL_UNIX_PORT: _socket,
    ...rest
  } = process.env;
  return { ...rest, MYSQL_TEST_LOGIN_FILE: noLoginFile };
}
