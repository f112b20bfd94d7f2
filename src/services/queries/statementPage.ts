import { clockTimeWithSeconds } from '../../core/base/clock';
import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import type { Event } from '../../core/base/event';
import { treatAs } from '../../core/connections/environment';
import { formatCount } from '../../core/base/format';
import type { SqlClient } from '../../core/connections/sql';
import { findRepeats } from '../../core/queries/callSites/repeats';
import type { Catalog } from '../../core/queries/catalog/table';
import type { StatementDigest } from '../../core/queries/digest';
import { analyzeStatement } from '../../core/queries/explain/analyze';
import type { Plan } from '../../core/queries/explain/plan';
import { readHistogram } from '../../core/queries/sources/histogram';
import { oneLine, shortText } from '../../core/queries/statementText';
import { copyText, type Copyable, type ExplainContent, type StatementAction } from '../../protocol/views/explain';
import type { App } from '../app';
import { bannerOf } from '../banner';
import { parsePageKey } from '../pageKey';
import type { Workspace } from '../workspace';
import { untilOf } from './evidence';
import { catalogOf } from './facts';
import { findIndexes } from './findIndexes';
import { placesOf } from './findInCode';
import { type Asked, findStatement } from './findStatement';
import { trendModel } from './history';
import { isMuted, mute, mutedOf, unmute } from './muted';
import { planModel } from './planModel';
import type { KnownQueries } from './queryState';
import { examplesOf } from './statementCalls';
import { factsOf, suggestionsOf, tableModels } from './statementFacts';
import { explainAny, parameterRow, placeholderRows, runnable } from './statementPlan';

/** What the editor does for a statement's page. */
export interface StatementActions {
  runCommand(command: string): Promise<void>;
  copy(text: string): Thenable<void>;
  openIndex(root: string, id: string): Promise<void>;
  openPlace(root: string, place: string): Promise<void>;
  /** Values for the placeholders of a statement, in order; undefined when the person turned away. */
  askValues(
    wanted: readonly { readonly title: string; readonly value: string }[],
  ): Promise<readonly string[] | undefined>;
  /** Asks whether the statement is to be run to be measured: its text. */
  confirmRun(text: string): Promise<boolean>;
  askDays(title: string): Promise<number | undefined>;
  /** Told when what is muted or suggested changed. */
  changed(): void;
}

/** What was asked of one statement and is not known to the server. */
interface PageState {
  /** The plan of the run that was asked for last. */
  analyzed?: Plan;
}

/** The page of one statement: `key` is the JSON of app root and id. Undefined when the app is not in the window. */
export async function createStatementSource(workspace: Workspace, key: string, actions: StatementActions) {
  const [root, id] = parsePageKey(key) ?? [];
  const app = workspace.apps.find((candidate) => candidate.root === root);
  if (root === undefined || app === undefined || id === undefined) return undefined;
  // Not of every change of the window: an editor of another app asks no server for this plan again.
  const onDidChange: Event<void> = (listener) => {
    const heard = [
      app.onDidChange(listener),
      workspace.guard.onDidChange(listener),
      workspace.queries.onDidChange((changed) => {
        if (changed === root) listener();
      }),
    ];
    return { dispose: () => heard.forEach((each) => each.dispose()) };
  };
  const state: PageState = {};
  const known = await workspace.queries.of(app, new AbortController().signal);
  let parameters: ExplainContent['parameters'];
  return {
    title: titleOf(known, id),
    onDidChange,
    load: async (signal: AbortSignal) => {
      const content = await loadStatement(workspace, workspace.appAt(root), id, state, signal);
      ({ parameters } = content);
      return content;
    },
    runCommand: (command: string) => actions.runCommand(command),
    copy: async (what: Copyable, content: ExplainContent) => actions.copy(copyText(what, content)),
    openIndex: (index: string) => actions.openIndex(root, index),
    openPlace: (place: string) => actions.openPlace(root, place),
    act: async (action: StatementAction, signal: AbortSignal) =>
      act(workspace, workspace.appAt(root), id, { action, actions, state, parameters: parameters ?? [] }, signal),
  };
}

/** "Statement: SELECT * FROM orders WHERE…" where it is known, else the beginning of its id. */
function titleOf({ snapshot, given }: KnownQueries, id: string): string {
  const text = snapshot?.value.statements.find(({ digest }) => digest === id)?.text;
  if (text !== undefined) return `Statement: ${shortText(text, 40)}`;
  const from = given.get(id)?.from;
  return from === undefined ? `Statement ${id.slice(0, 8)}` : `Statement: ${from}`;
}

interface Acting {
  readonly action: StatementAction;
  readonly actions: StatementActions;
  readonly state: PageState;
  readonly parameters: NonNullable<ExplainContent['parameters']>;
}

async function act(
  workspace: Workspace,
  app: App,
  id: string,
  { action, actions, state, parameters }: Acting,
  signal: AbortSignal,
): Promise<void> {
  const known = await workspace.queries.of(app, signal);
  switch (action) {
    case 'analyze': {
      const text = known.given.get(id)?.sql ?? (await statementText(workspace, app, id, signal));
      if (!(await actions.confirmRun(shortText(text, 400)))) return;
      state.analyzed = await app.withSql(signal, async (client, used) => {
        const { sql, schema } = await runnable(workspace, app, { client, used, id, known }, signal);
        return analyzeStatement(
          client,
          { sql, ...(schema === undefined ? {} : { schema }), signal },
          treatAs(used.environment),
        );
      });
      return;
    }
    case 'giveValues': {
      const values = await actions.askValues(
        parameters.map(({ column, value }, at) => ({ title: column ?? `Placeholder ${at + 1}`, value })),
      );
      if (values === undefined) return;
      known.values.set(id, values);
      delete state.analyzed;
      return;
    }
    case 'findIndexes':
      await findIndexes(workspace, app, { show: () => undefined }, signal);
      actions.changed();
      return;
    case 'mute': {
      const days = await actions.askDays('Mute Statement');
      if (days === undefined) return;
      const label = shortText(await statementText(workspace, app, id, signal), 200);
      mute(workspace, app, { kind: 'statement', id, label, ...untilOf(days) });
      actions.changed();
      return;
    }
    case 'unmute':
      unmute(workspace, app, 'statement', id);
      actions.changed();
  }
}

/** The normalised text of a statement, without a value of the application. */
export async function statementText(workspace: Workspace, app: App, id: string, signal: AbortSignal): Promise<string> {
  return app.withSql(signal, async (client, used) =>
    oneLine((await findStatement(workspace, app, { client, used, id }, signal)).text),
  );
}

async function loadStatement(
  workspace: Workspace,
  app: App,
  id: string,
  state: PageState,
  signal: AbortSignal,
): Promise<ExplainContent> {
  const known = await workspace.queries.of(app, signal);
  const given = known.given.get(id);
  return app.withSql(signal, async (client, used) => {
    const statement =
      given === undefined ? await findStatement(workspace, app, { client, used, id }, signal) : undefined;
    const production = treatAs(used.environment) === 'production';
    const schema = given?.schema ?? statement?.schema;
    const common = {
      banner: bannerOf(workspace, app, used),
      asOf: clockTimeWithSeconds(new Date()),
      digest: id,
      facts: statement === undefined ? [] : factsOf(statement, await halfWithin(client, statement, signal)),
    };
    const more = await around(
      workspace,
      app,
      { client, used, id, known, ...(statement === undefined ? {} : { statement }) },
      signal,
    );
    const can: readonly StatementAction[] = [
      ...(statement === undefined ? [] : (['findIndexes'] as const)),
      ...(statement === undefined
        ? []
        : [isMuted(mutedOf(workspace, app), 'statement', id) ? ('unmute' as const) : ('mute' as const)]),
    ];
    try {
      const { plan, filled } = await explainAny(
        workspace,
        app,
        { client, used, id, known, ...(statement === undefined ? {} : { statement }) },
        signal,
      );
      const shown = state.analyzed ?? plan;
      return {
        ...common,
        ...more,
        statement: {
          text: shown.sql,
          ...(schema === undefined ? {} : { schema }),
          provenance: `${shown.source.text} ${shown.server}${shown.executed === true ? ', run and counted' : ''}${shown.interrupted === true ? ' until the time limit stopped it' : ''}`,
        },
        state: { kind: 'ready' },
        plan: planModel(shown),
        raw: shown.raw,
        ...(filled.length === 0 ? {} : { parameters: filled.map(parameterRow) }),
        can: [
          ...(production || given?.plan !== undefined ? [] : (['analyze'] as const)),
          ...(filled.length === 0 ? [] : (['giveValues'] as const)),
          ...can,
        ],
        ...(production ? { notAnalyzed: 'On production a statement is explained, never run.' } : {}),
      };
    } catch (error) {
      if (isAbort(error) || !isOpsError(error)) throw error;
      const kind = error.reason === 'noPrivilege' ? 'noPrivilege' : error.reason === 'noSample' ? 'empty' : 'error';
      const wanted = isOpsError(error, 'noSample')
        ? await placeholderRows(client, statement?.text ?? given?.sql ?? '', schema, signal)
        : [];
      return {
        ...common,
        ...more,
        statement: {
          text: oneLine(given?.sql ?? statement?.text ?? ''),
          ...(schema === undefined ? {} : { schema }),
          provenance: given === undefined ? 'As the source keeps it, values replaced by ?.' : `From ${given.from}.`,
        },
        state: { kind, message: messageOf(error) },
        raw: { columns: [], rows: [] },
        ...(wanted.length === 0 ? {} : { parameters: wanted }),
        can: [...(wanted.length === 0 ? [] : (['giveValues'] as const)), ...can],
      };
    }
  });
}

/** By the server's histogram, where it keeps one and shows it. */
async function halfWithin(
  client: SqlClient,
  { digest, schema }: StatementDigest,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    return (await readHistogram(client, { digest, ...(schema === undefined ? {} : { schema }), signal }))?.p50Ms;
  } catch (error) {
    // Another source's digest is not the server's, and not everybody may read it: the page goes without.
    if (isAbort(error) || !isOpsError(error)) throw error;
    return undefined;
  }
}

/** What is known besides the plan: code, tables, trend, calls, suggestions. Each part fails by itself. */
async function around(
  workspace: Workspace,
  app: App,
  asked: Asked & { readonly known: KnownQueries; readonly statement?: StatementDigest },
  signal: AbortSignal,
): Promise<Partial<ExplainContent>> {
  const { client, used, known, statement } = asked;
  const { database } = used.profile;
  if (statement === undefined || database === undefined) return {};
  const catalog = await catalogOf(known, client, database, signal);
  const code = await placesOf(app, statement, catalog, signal);
  const repeat = repeatText(known, statement.digest, catalog);
  return {
    // Above the places, because that is where it is mended.
    code: repeat === undefined ? code : { ...code, state: { kind: 'ready', message: repeat } },
    suggestions: suggestionsOf(known, statement.digest),
    trend: await trendModel(workspace, app, statement.digest, signal),
    tables: tableModels(statement, catalog, known),
    examples: await examplesOf(workspace, app, client, used, statement, signal),
  };
}

/** "Likely N+1: …" where counters say that the statement follows the rows of another. */
function repeatText({ snapshot }: KnownQueries, digest: string, catalog: Catalog): string | undefined {
  const statements = snapshot?.value.statements ?? [];
  const repeat = findRepeats(statements, catalog).find(({ child }) => child === digest);
  const parent = statements.find((each) => each.digest === repeat?.parent);
  if (repeat === undefined || parent === undefined) return undefined;
  return `Likely N+1: ${formatCount(repeat.calls)} calls beside ${formatCount(repeat.parentRows)} rows of “${shortText(parent.text, 120)}”. Eager loading (with) would send it once.`;
}
