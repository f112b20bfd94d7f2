import {
  DocumentDiagnosticReportKind,
  type Connection,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { isAbort } from '../../core/base/errors';
import type { Logger } from '../../core/base/log';
import { withTimeout } from '../../core/base/abort';
import type { FileFindings } from '../analysis';
import type { Documents } from '../documents';
import { answer } from '../handlers';
import { pathFromUri } from '../uris';
import type { Workspace } from '../workspace';

/** What a feature works with. */
export interface FeatureContext {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly workspace: Workspace;
  readonly log: Logger;
}

const refreshTimeout = 10_000;

/** The client asks (LSP 3.17, "Pull Diagnostics"); it is told when asking again is worth while, if it can be told. */
export function registerPullDiagnostics(context: FeatureContext, canRefresh: boolean): void {
  const { connection, workspace, log } = context;
  connection.languages.diagnostics.on((params, token) => {
    const none: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    return answer<DocumentDiagnosticReport, DiagnosticServerCancellationData>(
      'A diagnostics request',
      log,
      token,
      none,
      async (signal) => {
        const path = pathFromUri(params.textDocument.uri);
        const found = path === undefined ? undefined : await findingsOf(workspace, path, signal);
        return { kind: DocumentDiagnosticReportKind.Full, items: diagnosticsOf(found) };
      },
    );
  });
  connection.languages.diagnostics.onWorkspace((params, token) =>
    answer<WorkspaceDiagnosticReport, DiagnosticServerCancellationData>(
      'A workspace diagnostics request',
      log,
      token,
      { items: [] },
      async (signal) => ({ items: await closedFiles(context, params.previousResultIds, signal) }),
    ),
  );
  if (!canRefresh) return;
  let asked: Promise<void> | undefined;
  workspace.onDidChange(() => {
    asked ??= withTimeout('the client to ask again', refreshTimeout, undefined, () =>
      connection.languages.diagnostics.refresh(),
    )
      .catch((error: unknown) => {
        if (!isAbort(error)) log.error('The client could not be told that diagnostics changed.', error);
      })
      .finally(() => {
        asked = undefined;
      });
  });
}

/** The server tells, for clients that cannot ask. */
export function registerPushDiagnostics(context: FeatureContext): void {
  const { connection, documents, workspace, log } = context;
  const published = new Set<string>();
  let abort = new AbortController();

  const send = async (uri: string, version: number | null, items: Diagnostic[]): Promise<void> => {
    if (items.length === 0 && !published.has(uri)) return;
    if (items.length === 0) published.delete(uri);
    else published.add(uri);
    await connection.sendDiagnostics({ uri, ...(version === null ? {} : { version }), diagnostics: items });
  };

  const publish = async (signal: AbortSignal): Promise<void> => {
    const whole = workspace.options.diagnostics.scope === 'workspace';
    const found = whole ? await everything(workspace, signal) : await openFindings(documents, workspace, signal);
    if (signal.aborted) return;
    const shown = new Set(found.map(({ uri }) => uri));
    for (const uri of published) if (!shown.has(uri)) await send(uri, null, []);
    for (const file of found) await send(file.uri, file.version, diagnosticsOf(file));
  };

  const again = (): void => {
    abort.abort();
    abort = new AbortController();
    publish(abort.signal).catch((error: unknown) => {
      if (!isAbort(error)) log.error('Diagnostics could not be published.', error);
    });
  };
  workspace.onDidChange(again);
  documents.onDidChange(again);
}

/** Reports on files that are not open; those are asked for one by one. */
async function closedFiles(
  { documents, workspace }: FeatureContext,
  previous: readonly { readonly uri: string }[],
  signal: AbortSignal,
): Promise<WorkspaceDocumentDiagnosticReport[]> {
  const whole = workspace.options.diagnostics.scope === 'workspace';
  const found = whole ? await everything(workspace, signal) : [];
  const closed = found.filter(({ uri }) => !isOpen(documents, uri));
  const reported = new Set(closed.map(({ uri }) => uri));
  const { Full } = DocumentDiagnosticReportKind;
  // What the client still shows and is mended has to be answered with an empty list: the ids are there to be told which.
  const mended = previous.filter(({ uri }) => !reported.has(uri) && !isOpen(documents, uri));
  return [
    ...closed.map(
      (file): WorkspaceDocumentDiagnosticReport => ({
        kind: Full,
        uri: file.uri,
        version: null,
        resultId: 'findings',
        items: diagnosticsOf(file),
      }),
    ),
    ...mended.map(({ uri }): WorkspaceDocumentDiagnosticReport => ({ kind: Full, uri, version: null, items: [] })),
  ];
}

/** Findings of one file, as the files are now. */
export async function findingsOf(
  workspace: Workspace,
  path: string,
  signal: AbortSignal,
): Promise<FileFindings | undefined> {
  const application = await workspace.applicationOf(path, signal);
  return (await application?.analysis(signal))?.files.get(path);
}

async function openFindings(documents: Documents, workspace: Workspace, signal: AbortSignal): Promise<FileFindings[]> {
  const found = await Promise.all(documents.openPaths().map((path) => findingsOf(workspace, path, signal)));
  return found.filter((file) => file !== undefined);
}

async function everything(workspace: Workspace, signal: AbortSignal): Promise<FileFindings[]> {
  const analyses = await Promise.all((await workspace.all(signal)).map((application) => application.analysis(signal)));
  return analyses.flatMap(({ files }) => [...files.values()]);
}

function diagnosticsOf(file: FileFindings | undefined): Diagnostic[] {
  return (file?.findings ?? []).map(({ diagnostic }) => diagnostic);
}

function isOpen(documents: Documents, uri: string): boolean {
  const path = pathFromUri(uri);
  return path !== undefined && documents.isOpen(path);
}
