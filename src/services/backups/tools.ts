import { isAbort, messageOf } from '../../core/base/errors';
import { usedSqlProfile } from '../../core/connections/environment';
import type { SqlServer } from '../../core/connections/sql';
import { findDatabaseContainers, type DatabaseContainer } from '../../node/tools/docker';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { toolsFor } from './backUp';

/** What the tools doctor found, as Markdown: every program, where it is, its version, and how it fits the server. */
export async function toolsText(workspace: Workspace, app: App, signal: AbortSignal): Promise<string> {
  app.requireTrust();
  const server = await serverOf(app, signal);
  const tools = await toolsFor(workspace, app, 'asked' in server ? server.asked : undefined, signal);
  const database = usedSqlProfile((await app.current(signal)).environment)?.database;
  const containers = await findDatabaseContainers(signal);
  const rows = tools.map(({ program, version, source, path, judgement, problem }) => {
    const fit = problem ?? judgement?.why ?? '';
    return `| ${[program, version?.version ?? '?', source, `\`${path}\``, fit].map(cell).join(' | ')} |`;
  });
  return [
    `# Tools for backups of ${app.name}`,
    '',
    'asked' in server
      ? `Server: ${server.asked.flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${server.asked.version}`
      : `Server: not asked. ${server.problem}`,
    '',
    ...(rows.length === 0
      ? ['No dump program, client or PHP was found.']
      : ['| Program | Version | Found | Path | |', '| --- | --- | --- | --- | --- |', ...rows]),
    ...(containers.length === 0
      ? []
      : ['', '## Containers', '', ...containers.map((each) => containerLine(each, database ?? 'DATABASE'))]),
    '',
    'None of them is needed: the built-in dumper and the built-in restore work without.',
    '',
  ].join('\n');
}

function containerLine(container: DatabaseContainer, database: string): string {
  return `- ${cell(container.name)} (${cell(container.image)}): \`${container.command(database)}\``;
}

async function serverOf(
  app: App,
  signal: AbortSignal,
): Promise<{ readonly asked: SqlServer } | { readonly problem: string }> {
  try {
    return { asked: await app.withSql(signal, async ({ server }) => server) };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { problem: messageOf(error) };
  }
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
