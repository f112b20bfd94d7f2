import { type Answers, answersOf, readVerbArguments } from '../verbArguments';

export const backupVerbs = [
  'backups',
  'verify',
  'backup',
  'restore',
  'switch',
  'undo',
  'drop',
  'drill',
  'recover',
  'runbook',
] as const;
export type BackupVerb = (typeof backupVerbs)[number];

/** A command line about backups. `path`: the application, for `verify` the backup. */
export interface BackupCommand {
  readonly verb: BackupVerb;
  readonly path: string;
  readonly json: boolean;
  readonly environmentFile: string | undefined;
  /** Name of the environment variable that holds the archive's password: never the password itself. */
  readonly passwordVariable: string | undefined;
  readonly level: 'container' | 'dump';
  readonly tool: 'builtIn' | 'spatie' | 'mysqldump' | 'mariadb-dump';
  /** The archive to restore, or "latest". */
  readonly backup: string | undefined;
  readonly entry: string | undefined;
  readonly into: string | undefined;
  readonly tables: readonly string[] | undefined;
  /** Id of a restore. */
  readonly restore: string | undefined;
  /** The runbook goes into its file. */
  readonly write: boolean;
  /** Risks of a switch that matter only when the server dies in the middle of it are taken. */
  readonly acceptRisks: boolean;
  readonly answers: Answers;
}

const options = {
  json: { type: 'boolean' },
  env: { type: 'string' },
  'password-env': { type: 'string' },
  level: { type: 'string' },
  tool: { type: 'string' },
  backup: { type: 'string' },
  entry: { type: 'string' },
  into: { type: 'string' },
  tables: { type: 'string' },
  restore: { type: 'string' },
  yes: { type: 'boolean' },
  confirm: { type: 'string' },
  reason: { type: 'string' },
  write: { type: 'boolean' },
  'accept-risks': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Option = keyof typeof options;

const asking: readonly Option[] = ['env', 'yes', 'confirm', 'reason'];

/** Which options each verb takes besides `--json`. */
const allowed: Readonly<Record<BackupVerb, readonly Option[]>> = {
  backups: ['env'],
  verify: ['password-env', 'level'],
  backup: [...asking, 'password-env', 'tool'],
  restore: [...asking, 'password-env', 'backup', 'entry', 'into', 'tables'],
  switch: [...asking, 'restore', 'accept-risks'],
  undo: [...asking, 'restore', 'accept-risks'],
  drop: [...asking, 'restore'],
  drill: [...asking, 'password-env', 'backup', 'entry'],
  recover: asking,
  runbook: ['env', 'write'],
};

const levels = ['container', 'dump'] as const;
const tools = {
  'built-in': 'builtIn',
  spatie: 'spatie',
  mysqldump: 'mysqldump',
  'mariadb-dump': 'mariadb-dump',
} as const;

export function isBackupVerb(verb: string | undefined): verb is BackupVerb {
  return backupVerbs.some((known) => known === verb);
}

/**
 * Reads a command line whose first argument is a verb of backups.
 *
 * @param rest arguments after the verb
 * @returns the command, or what is wrong with it in a sentence
 */
export function readBackupArguments(
  verb: BackupVerb,
  rest: readonly string[],
): BackupCommand | { readonly verb: 'help' } | string {
  const argument = verb === 'verify' ? 'FILE' : 'PATH';
  const read = readVerbArguments(verb, rest, { options, allowed: allowed[verb], argument });
  if (typeof read === 'string' || 'verb' in read) return read;
  const { path, values } = read;
  const variable = values['password-env'];
  // Not quoted: it may be the password itself.
  if (variable !== undefined && !/^\w+$/.test(variable)) return '--password-env takes the name of a variable.';
  const level = levels.find((known) => known === (values.level ?? 'dump'));
  if (level === undefined) return `--level knows ${levels.join(' and ')}, not "${values.level}".`;
  const tool = Object.entries(tools).find(([name]) => name === (values.tool ?? 'built-in'))?.[1];
  if (tool === undefined) return `--tool knows ${Object.keys(tools).join(', ')}, not "${values.tool}".`;
  if (verb === 'restore' && values.backup === undefined) return 'restore needs --backup FILE, or --backup latest.';
  const tables = values.tables?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  if (tables?.length === 0) return '--tables names no table.';
  return {
    verb,
    path,
    json: values.json === true,
    environmentFile: values.env,
    passwordVariable: variable,
    level,
    tool,
    backup: values.backup,
    entry: values.entry,
    into: values.into,
    tables,
    restore: values.restore,
    write: values.write === true,
    acceptRisks: values['accept-risks'] === true,
    answers: answersOf(values),
  };
}
