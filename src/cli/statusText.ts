import { gradeWords } from '../core/assessment/area';
import { formatAge, formatBytes } from '../core/base/format';
import { relativePath } from '../core/base/path';
import type { AppStatus, BackupsStatus, ConnectionStatus, StatusReport } from './report';

/** The report for people: one block an application, names on the left, facts in columns. Ends with a line break. */
export function statusText(report: StatusReport, now: Date, colour: boolean): string {
  return report.apps.map((app) => appText(app, now, colour)).join('\n');
}

type Section = readonly [name: string, lines: readonly string[]];

function appText(app: AppStatus, now: Date, colour: boolean): string {
  const { laravel, environment } = app;
  const version = laravel.version ?? laravel.major?.toString();
  const source = laravel.source === 'unknown' ? '' : ` (${laravel.source})`;
  const sections: readonly Section[] = [
    ['Laravel', [`${version ?? 'version unknown'}${source}, ${app.layout} layout`]],
    ['Environment', environmentLines(app)],
    ['Cached config', cachedLines(app, now)],
    ['Connections', connectionLines(app)],
    ['Backups', backupLines(app.root, app.backups, now)],
    ['Areas', columns(app.areas.map(({ title, grade, summary }) => [title, `${gradeWords[grade]} — ${summary}`]))],
    ['Findings', findingLines(app, colour)],
    ['Problems', app.problems.map((p) => `${place(app.root, p.file, p.line)}  ${p.message}`)],
  ];
  const production = environment.role === 'production' ? '  [production]' : '  [suspected production]';
  const name = environment.treatedAs === 'production' ? app.name + production : app.name;
  const width = Math.max(...sections.map(([title, lines]) => (lines.length === 0 ? 0 : title.length))) + 2;
  const body = sections.flatMap(([title, lines]) =>
    lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(width)}${line}`),
  );
  return `${[colour ? bold(name) : name, `  ${app.root}`, ...body].join('\n')}\n`;
}

function environmentLines({ root, environment }: AppStatus): readonly string[] {
  const { file, role, treatedAs, suspicions } = environment;
  const said = role === 'unknown' ? `role unknown, treated as ${treatedAs}` : role;
  const name = file === null ? 'no environment file' : relativePath(root, file);
  return [`${name}: ${said}`, ...suspicions];
}

function cachedLines({ root, cachedConfig }: AppStatus, now: Date): readonly string[] {
  if (cachedConfig === null) return [];
  const { file, modifiedAt } = cachedConfig;
  const age = modifiedAt === null ? '' : `, ${formatAge(new Date(modifiedAt), now)} old`;
  return [`${relativePath(root, file)}${age}: Laravel reads this and not the files below`];
}

function connectionLines({ connections, unusable }: AppStatus): readonly string[] {
  const lines = columns(connections.map(connectionCells));
  const unused = unusable.map(({ connection, reason }) => `${connection}: not used. ${reason}`);
  return lines.length + unused.length === 0 ? ['none configured that can be used'] : [...lines, ...unused];
}

function connectionCells(connection: ConnectionStatus): readonly string[] {
  const { name, kind, address, database, user, serves, tls, check } = connection;
  const notes = [
    ...(connection.default ? ['default'] : []),
    ...(serves === 'both' ? [] : [`${serves}s only`]),
    ...(tls ? ['TLS'] : []),
    ...(check === undefined
      ? []
      : [check.ok ? `answers: ${check.server ?? 'version unknown'}` : `failed: ${check.message ?? ''}`]),
  ];
  return [name, kind, address, `database ${database ?? '-'}`, `user ${user ?? '-'}`, notes.join(', ')];
}

function backupLines(root: string, { count, newest, problems }: BackupsStatus, now: Date): readonly string[] {
  const lines =
    newest === null
      ? ['none found on this machine']
      : [`${count}, newest ${formatAge(new Date(newest.createdAt), now)} old`];
  if (newest !== null) {
    lines.push(`${relativePath(root, newest.path)}, ${formatBytes(newest.sizeBytes)}`);
    if (newest.error !== null) lines.push(newest.error);
    if (newest.commit !== null) lines.push(`code at ${newest.commit.hash.slice(0, 7)} ${newest.commit.subject}`);
  }
  return [...lines, ...problems.map(({ destination, message }) => `${destination}: ${message}`)];
}

function findingLines({ root, findings }: AppStatus, colour: boolean): readonly string[] {
  if (findings.length === 0) return ['none'];
  return findings.map(({ severity, rule, message, file, line, column }) => {
    const word = colour && severity === 'error' ? red(severity) : severity;
    return `${place(root, file, line)}:${column}  ${word} ${rule}  ${message}`;
  });
}

function place(root: string, file: string, line: number | null): string {
  const path = relativePath(root, file);
  return line === null ? path : `${path}:${line}`;
}

/** Left-aligned columns, two spaces between them, nothing trailing. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}

function red(text: string): string {
  return `\u001b[31m${text}\u001b[39m`;
}
