import type { BackupVerb } from './backups/arguments';
import type { QueryVerb } from './queries/arguments';
import type { SecurityVerb } from './security/arguments';

export type Verb = 'status' | 'check' | BackupVerb | QueryVerb | SecurityVerb;

/** How each verb is called, its own options alone. */
const synopses: Readonly<Record<Verb, readonly string[]>> = {
  status: ['status PATH [--connect]'],
  check: ['check PATH [--sarif|--md|--html] [--fail-on LEVEL] [--config FILE] [--redact]'],
  backups: ['backups PATH'],
  verify: ['verify FILE [--level container|dump] [--password-env VAR]'],
  backup: ['backup PATH [--tool built-in|mysqldump|mariadb-dump|spatie] [--password-env VAR]'],
  restore: ['restore PATH --backup FILE|latest [--entry NAME] [--tables A,B] [--into NAME]', '[--password-env VAR]'],
  switch: ['switch PATH [--restore ID] [--accept-risks]'],
  undo: ['undo PATH [--restore ID] [--accept-risks]'],
  drop: ['drop PATH [--restore ID]'],
  recover: ['recover PATH'],
  drill: ['drill PATH [--backup FILE|latest] [--entry NAME] [--password-env VAR]'],
  runbook: ['runbook PATH [--write]'],
  slow: ['slow PATH [--limit N]'],
  explain: ['explain PATH --sql STATEMENT|--digest DIGEST [--analyze]'],
  advise: ['advise PATH [--workload FILE.sql] [--prove]'],
  migration: ['migration PATH [--index TABLE(COLUMN,…)] [--workload FILE.sql] [--pretend] [--write]'],
  logs: [
    'logs PATH [--source NAME] [--filter TEXT] [--level LEVEL] [--since WHEN] [--until WHEN]',
    '[--lines N] [--follow|--findings]',
  ],
  routes: ['routes PATH --limits [--artisan] [--csv|--md]'],
};

/** How one verb is called, or each of them, and where the rest is said: for whoever mistyped. */
export function shortUsage(verb: Verb | undefined): string {
  const calls = verb === undefined ? allCalls() : called(verb);
  return `Usage: ${calls.join('\n       ')}\nlaravel-ops --help says the rest.\n`;
}

function called(verb: Verb): readonly string[] {
  const [first = '', ...more] = synopses[verb];
  const indent = ' '.repeat('laravel-ops '.length + verb.length + 1);
  return [`laravel-ops ${first}`, ...more.map((line) => `${indent}${line}`)];
}

function allCalls(): readonly string[] {
  // Object.keys forgets that it gives the keys of this very table.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (Object.keys(synopses) as Verb[]).flatMap(called);
}

/** The whole help: every option once. */
export const usage = `Usage: ${allCalls().join('\n       ')}

Files of the application:
  status    Finds the Laravel applications under PATH and says what their files say: version, environment,
            connections, backups, readiness areas, findings, files that cannot be read.
  check     Runs every rule over the applications under PATH, for CI: one line a finding,
            "file:line:column severity CODE message". Opens no connection.

Backups of the one application under PATH:
  backups   Lists the backups on the disks of its configuration, S3 included, newest first.
  verify    Reads one backup from its first byte to its last: checksums, and every statement.
  backup    Makes a backup of its database, into storage/laravel-ops/backups.
  restore   Loads a backup into a new database beside the live one, which is not touched.
  switch    Makes the restored copy live; what was live is kept beside it.
  undo      Takes the switch back: what was live before is live again.
  drop      Removes the database that a restore, a switch or an undo left beside the live one.
  recover   Finishes or takes back what a crash interrupted, and lists what is kept.
  drill     Restores the newest backup into a scratch database, checks it, drops it, and appends the evidence
            to storage/laravel-ops/drills.jsonl.
  runbook   Prints docs/runbooks/restore.md as it would be written now.

Statements and indexes of the one application under PATH:
  slow      Lists the statements that cost its database most, from the best source there is.
  explain   Says how the server would run one statement: the plan, its warnings first. Nothing is executed.
  advise    Says which indexes are missing, from what the server counted and a sample of rows.
  migration Prints the migration of an index, or of every one that advise suggests.

Logs and routes of the one application under PATH:
  logs      Prints the newest records of its security log, follows it, or says which attacks are in it.
  routes    Lists every route with its rate limits, those without one first.

Options of every verb:
  --json              One JSON document (schemaVersion 1) on standard output in place of text.
  --env FILE          Environment file to read, seen from the application; ".env" when left out. Not for verify.
  -h, --help          This text.
  --version           The version, without a verb.

Options of status and check:
  --connect           Opens a connection to every configured server, read-only, and says what answers.
  --sarif             SARIF 2.1.0, for code scanning. Paths are seen from the current folder.
  --md, --html        The readiness report: what is done, what is missing, which files. Of routes,
                      --md: the list as a table of a document.
  --fail-on LEVEL     error (the default), warning, information, hint or never: check ends with 1 when a finding
                      is at this level or above. Accepted risks and rules that are off do not count.
  --config FILE       Settings as VS Code writes them ("laravelOps.diagnostics.rules": {"BKP002": "off"}); when
                      left out, .vscode/settings.json of the application, else of PATH.
  --redact            Leaves hosts, users and IP addresses out of check's output.

Options of statements and indexes:
  --limit N           Statements that are listed; 10 when left out.
  --sql STATEMENT     The statement to explain; ? are filled from real calls or typical values, and it is said
                      which.
  --digest DIGEST     A statement of "slow", by its digest.
  --analyze           Runs the SELECT in a read-only transaction and counts; never on production.
  --workload FILE     Statements to advise on, semicolons between them, in place of what the server counted.
                      They are read and explained; only --prove runs their SELECTs, on the scratch copy.
  --prove             Builds each suggested index on a scratch copy of a sample of rows, measures, and drops
                      the copy. Never on production.
  --index INDEX       The index that is meant: orders(user_id,created_at)
  --pretend           Prints what migrate --pretend would run; needs PHP.

Options of logs and routes:
  --source NAME       The log that is meant: a channel of config/logging.php; security channels come first.
  --filter TEXT       Words that all have to occur; ip: user: event: route: channel: level: status: look into
                      that field; - before one: it must not.
  --since, --until    A moment (2026-11-22 20:00) or a span before now (30m, 2h, 7d).
  --lines N           Records that are printed, the newest; 100 when left out.
  -f, --follow        Goes on with the records that come. With --json each is a line of its own.
  --findings          Runs the detectors over the log in place of printing it.
  --limits            Rate limits of routes: the only list there is so far.
  --artisan           Asks the application itself (php artisan route:list --json): its code runs.
  --csv               The list as a table of a spreadsheet.

Options of backups:
  --backup FILE       The backup that is meant: a path, or s3://… as "backups" lists it; latest is the newest
                      that can be restored.
  --entry NAME        The dump that is meant, where a backup holds several: db-dumps/mysql-shop.sql
  --tables A,B        Only these tables.
  --into NAME         Name of the new database; made up when left out. It must not exist.
  --restore ID        The restore that is meant, as "recover" lists it; the newest when left out.
  --level LEVEL       container: checksums alone. dump (the default): every statement as well. Of logs: this
                      level and above (debug, info, notice, warning, error, critical, alert, emergency).
  --tool NAME         What makes the dump: built-in (the default), mysqldump, mariadb-dump, or spatie: the
                      application's own backup:run.
  --password-env VAR  The environment variable that holds the archive's password. backup encrypts with it
                      (AES-256), else with the application's own password where it has one. A password
                      is never an argument: other users see those.
  --write             Writes the runbook into its file; what people wrote in it stays. Of migration: writes
                      the migration into a new file.
  --accept-risks      Switches although something would be damaged if the server itself died while tables
                      move (partitioned tables on MariaDB, names with hyphens on MySQL): it is said which.
  --yes               Confirms what is asked before a database is made, exchanged or removed.
  --confirm TEXT      The text that has to be typed in staging and production: shop@production
  --reason TEXT       Why production is unlocked. It is written to the activity log.
                      What is asked and not answered is said, and nothing is changed.

Accepted risks are in .laravel-ops/decisions.json of each application, with an owner and an end.

Exit status of status: 0 done, 1 no application found or a failure, 2 wrong usage.
Exit status of check: 0 nothing at or above the level, 1 findings, 2 wrong usage, 3 it could not check.
Exit status of slow, explain, advise and migration: 0 done, 1 something could not be proven, 2 wrong usage,
3 it could not be done.
Exit status of logs and routes: 0 done, 1 with --findings: something critical was found; with --limits: a
login is not limited, 2 wrong usage, 3 it could not be done.
Exit status of the others: 0 whole, 1 something is not whole (a damaged backup, a failed drill, no usable
backup), 2 wrong usage, 3 it could not be done. All: 130 stopped. Secrets are never printed.
`;
