/** How the SQL mode has quotes read. */
export interface Quoting {
  /** False under NO_BACKSLASH_ESCAPES. */
  readonly backslash: boolean;
  /** True under ANSI_QUOTES: double quotes are around names. */
  readonly ansiQuotes: boolean;
}

/** Without either mode, as rows and most else in a dump are written. */
export const usualQuoting: Quoting = { backslash: true, ansiQuotes: false };

/** @param sqlMode as SET sql_mode has it; ANSI and the modes of other databases bring ANSI_QUOTES with them */
export function quotingOf(sqlMode: string | undefined): Quoting {
  if (sqlMode === undefined) return usualQuoting;
  const modes = sqlMode.toUpperCase().split(',');
  return {
    backslash: !modes.includes('NO_BACKSLASH_ESCAPES'),
    ansiQuotes: modes.some((mode) => ansiModes.has(mode)),
  };
}

const ansiModes: ReadonlySet<string> = new Set([
  'ANSI_QUOTES',
  'ANSI',
  'DB2',
  'MAXDB',
  'MSSQL',
  'ORACLE',
  'POSTGRESQL',
]);
