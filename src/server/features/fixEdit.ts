import {
  CreateFile,
  type ChangeAnnotation,
  type ClientCapabilities,
  type TextEdit,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { baseName } from '../../core/base/path';
import type { Fix } from '../../core/finding';
import { protocolRange, shownText } from '../analysis';
import type { Snapshot } from '../documents';
import { uriFromPath } from '../uris';

/** What a client can do with an edit of the workspace (LSP 3.17, `workspace.workspaceEdit`). */
export interface EditAbilities {
  /** Edits with versions, so that none is applied to a text that was changed since. */
  readonly versioned: boolean;
  readonly createsFiles: boolean;
  /** Shows an edit before it is made. */
  readonly confirms: boolean;
}

export function editAbilities(capabilities: ClientCapabilities): EditAbilities {
  const { documentChanges, resourceOperations, changeAnnotationSupport } = capabilities.workspace?.workspaceEdit ?? {};
  const versioned = documentChanges === true;
  return {
    versioned,
    createsFiles: versioned && resourceOperations?.includes('create') === true,
    confirms: versioned && changeAnnotationSupport !== undefined,
  };
}

interface FileEdit {
  readonly uri: string;
  /** Null for a file that is not open. */
  readonly version: number | null;
  readonly creates: boolean;
  readonly edits: readonly TextEdit[];
}

const annotationId = 'laravelOps.fix';

/**
 * A fix as the protocol wants it. One that touches more than one file is shown first by clients that can show it.
 * Undefined when the client cannot make it, or a file cannot be read.
 */
export async function fixEdit(
  fix: Fix,
  snapshot: Snapshot,
  abilities: EditAbilities,
  signal: AbortSignal,
): Promise<WorkspaceEdit | undefined> {
  const files: FileEdit[] = [];
  for (const { file, edits } of fix.edits) {
    const edit = await fileEdit(file, edits, snapshot, signal);
    if (edit === undefined || (edit.creates && !abilities.createsFiles)) return undefined;
    files.push(edit);
  }
  if (files.length === 0) return undefined;
  if (!abilities.versioned) {
    return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, [...edits]])) };
  }
  const annotated = files.length > 1 && abilities.confirms;
  const annotation: ChangeAnnotation = {
    label: fix.title,
    needsConfirmation: true,
    description: fix.edits.map(({ file }) => baseName(file)).join(', '),
  };
  const documentChanges = files.flatMap(({ uri, version, creates, edits }) => {
    const own = annotated ? edits.map((edit) => ({ ...edit, annotationId })) : [...edits];
    const change = TextDocumentEdit.create({ uri, version }, own);
    if (!creates) return [change];
    return [CreateFile.create(uri, { ignoreIfExists: true }, annotated ? annotationId : undefined), change];
  });
  return { documentChanges, ...(annotated ? { changeAnnotations: { [annotationId]: annotation } } : {}) };
}

async function fileEdit(
  file: string,
  edits: Fix['edits'][number]['edits'],
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<FileEdit | undefined> {
  const text = await shownText(file, snapshot, signal);
  if (text !== undefined) {
    const version = snapshot.open.get(file)?.version ?? null;
    const changed = edits.map(({ range, newText }) => ({ range: protocolRange(text, range), newText }));
    return { uri: text.uri, version, creates: false, edits: changed };
  }
  // What is there and cannot be read is not written over.
  if ((await snapshot.source.readText(file, signal)).kind !== 'missing') return undefined;
  const start = { line: 0, character: 0 };
  const newText = edits.map((edit) => edit.newText).join('');
  return { uri: uriFromPath(file), version: null, creates: true, edits: [{ range: { start, end: start }, newText }] };
}
