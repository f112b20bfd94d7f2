/** What a program says of itself. */
export interface ToolVersion {
  readonly flavour: 'mysql' | 'mariadb' | 'other';
  /** "10.11.6", "8.0.30" */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * Reads `--version`. The file's name says nothing: where MariaDB is installed, `mysqldump` is its program too.
 *
 * - "mysqldump  Ver 9.7.4 for Linux on x86_64", "mysqldump  Ver 10.13 Distrib 5.7.33, for Win64 (x86_64)"
 * - "mysqldump  Ver 10.19 Distrib 10.11.14-MariaDB, for …", "mariadb-dump from 11.4.2-MariaDB, client 10.19 for …"
 * - "PHP 8.4.1 (cli) …", "This is Zip 3.0 (…)"
 */
export function parseToolVersion(output: string): ToolVersion | undefined {
  const found =
    /\b(?:from|Distrib)\s+(\d+)\.(\d+)(?:\.(\d+))?/.exec(output) ??
    /\bVer\s+(\d+)\.(\d+)(?:\.(\d+))?/.exec(output) ??
    /\b(?:PHP|Zip)\s+(\d+)\.(\d+)(?:\.(\d+))?/.exec(output);
  if (found === null) return undefined;
  const [, major = '0', minor = '0', patch] = found;
  return {
    flavour: /mariadb/i.test(output) ? 'mariadb' : /mysql/i.test(output) ? 'mysql' : 'other',
    version: [major, minor, ...(patch === undefined ? [] : [patch])].join('.'),
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch ?? 0),
  };
}

/** The server that is to be dumped. */
export interface JudgedServer {
  readonly flavour: 'mysql' | 'mariadb';
  readonly major: number;
  readonly minor: number;
}

/** How a dump program suits a server. */
export interface ToolJudgement {
  readonly fit: 'good' | 'limited';
  /** Why it is limited, in a sentence. */
  readonly why?: string;
  /** Arguments that this pair needs. */
  readonly options: readonly string[];
}

/**
 * Judges a dump program against a server. Seen with mysqldump 9.7 on MariaDB 10.11: sequences come out as tables. mysqldump 8 asks
 * for COLUMN_STATISTICS, which MariaDB and MySQL before 8.0 do not have (MySQL manual, "mysqldump": --column-statistics).
 */
export function judgeTool(tool: ToolVersion, server: JudgedServer): ToolJudgement {
  const options = tool.flavour === 'mysql' && tool.major >= 8 ? ['--column-statistics=0'] : [];
  if (tool.flavour === 'mysql' && server.flavour === 'mariadb')
    return { fit: 'limited', why: 'MySQL’s program on a MariaDB server: sequences would become tables.', options };
  if (tool.flavour === 'mariadb' && server.flavour === 'mysql')
    return {
      fit: 'limited',
      why: 'MariaDB’s program on a MySQL server: it does not know what is MySQL’s own.',
      options,
    };
  const older = tool.major < server.major || (tool.major === server.major && tool.minor < server.minor);
  if (older)
    return {
      fit: 'limited',
      why: `Version ${tool.version} is older than the server (${server.major}.${server.minor}): it does not know what came later.`,
      options,
    };
  return { fit: 'good', options };
}
