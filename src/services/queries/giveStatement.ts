import { OpsError } from '../../core/base/errors';
import { statementAt } from '../../core/queries/callSites/statementAt';
import { splitStatements } from '../../core/queries/workload/splitStatements';
import type { App } from '../app';
import type { Workspace } from '../workspace';

/** What an editor shows: its text and what is selected in it, as offsets. */
export interface EditorSelection {
  readonly text: string;
  /** VS Code's id of the language: "sql", "php". */
  readonly language: string;
  readonly start: number;
  readonly end: number;
  /** Seen from the window, for people. */
  readonly file: string;
}

/**
 * Keeps the statement that is selected in an editor, or that the cursor stands in, for a page.
 *
 * @returns its id
 * @throws OpsError `noStatement` when there is none
 */
export async function giveStatement(
  workspace: Workspace,
  app: App,
  { text, language, start, end, file }: EditorSelection,
  signal: AbortSignal,
): Promise<string> {
  const found = statementAt(text, { language, start, end });
  if (found === undefined)
    throw new OpsError('noStatement', 'No SQL statement stands there.', {
      safe: 'Nothing was executed.',
      next: 'Select a whole statement, or put the cursor into one.',
    });
  return keep(workspace, app, { sql: found.sql, from: `${file}:${found.line}` }, signal);
}

/**
 * Keeps a statement that was written on a command line.
 *
 * @throws OpsError `noStatement`, `multiple`
 */
export async function giveText(workspace: Workspace, app: App, sql: string, signal: AbortSignal): Promise<string> {
  const safe = 'Nothing was executed.';
  if (splitStatements(sql).length > 1)
    throw new OpsError('multiple', 'That is more than one statement.', { safe, next: 'Give them one at a time.' });
  const found = statementAt(sql, { language: 'sql', start: 0, end: sql.length });
  if (found === undefined)
    throw new OpsError('noStatement', 'That is no SQL statement that has a plan.', {
      safe,
      next: 'Give a SELECT, an UPDATE, a DELETE or an INSERT … SELECT.',
    });
  return keep(workspace, app, { sql: found.sql, from: 'the command line' }, signal);
}

async function keep(
  workspace: Workspace,
  app: App,
  given: { readonly sql: string; readonly from: string },
  signal: AbortSignal,
): Promise<string> {
  const known = await workspace.queries.of(app, signal);
  const { environment } = await app.current(signal);
  const schema = environment.sql[0]?.database;
  const id = `given-${Date.now().toString(36)}-${known.given.size}`;
  known.given.set(id, { ...given, ...(schema === undefined ? {} : { schema }) });
  return id;
}
