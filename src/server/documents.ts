import { TextDocuments, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Emitter, type Event } from '../core/base/event';
import { baseName, parentPath } from '../core/base/path';
import { createParseCache } from '../core/laravel/parseCache';
import type { TextRead, TextSource } from '../core/laravel/textSource';
import { carryBetween, type Carry } from './carry';
import { pathFromUri } from './uris';

/** An open document at one moment. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  /** What the person sees. */
  readonly text: string;
  /** What is evaluated: the last text that PHP would accept, while a PHP file is half-typed. */
  readonly evaluated: string;
}

/** All open documents at one moment, in front of the disk. What is typed later does not change it. */
export interface Snapshot {
  readonly open: ReadonlyMap<string, OpenDocument>;
  readonly source: TextSource;
  /** How places of the evaluated text are found in what is shown; undefined where both are the same. */
  carryIn(file: string): Carry | undefined;
}

export interface Documents {
  /** Path of a document that was opened, changed or closed. */
  readonly onDidChange: Event<string>;
  /** Path and URI of a document that was closed. */
  readonly onDidClose: Event<{ readonly path: string; readonly uri: string }>;
  isOpen(path: string): boolean;
  openPaths(): readonly string[];
  snapshot(): Snapshot;
}

/** Files longer than this are not evaluated, whether they are on disk or open: the TextSource's own limit, in bytes. */
const largest = 1024 * 1024;

/** Follows the client's open documents. They are in front of `disk` for everything the server reads. */
export function followDocuments(connection: Connection, disk: TextSource): Documents {
  const documents = new TextDocuments(TextDocument);
  const byPath = new Map<string, TextDocument>();
  const parsed = createParseCache();
  const lastGood = new Map<string, string>();
  const changed = new Emitter<string>();
  const closed = new Emitter<{ path: string; uri: string }>();

  documents.onDidChangeContent(({ document }) => {
    const path = pathFromUri(document.uri);
    if (path === undefined) return;
    byPath.set(path, document);
    changed.fire(path);
  });
  documents.onDidClose(({ document }) => {
    const path = pathFromUri(document.uri);
    if (path === undefined) return;
    byPath.delete(path);
    lastGood.delete(path);
    closed.fire({ path, uri: document.uri });
    changed.fire(path);
  });
  documents.listen(connection);

  const evaluated = (path: string, text: string): string => {
    if (!path.endsWith('.php')) return text;
    const result = parsed.parse(path, text);
    if (result.ok) lastGood.set(path, text);
    else if (result.reason === 'syntax') return lastGood.get(path) ?? text;
    return text;
  };

  return {
    onDidChange: changed.event,
    onDidClose: closed.event,
    isOpen: (path) => byPath.has(path),
    openPaths: () => [...byPath.keys()],
    snapshot: () => {
      const open = new Map<string, OpenDocument>();
      for (const [path, document] of byPath) {
        const text = document.getText();
        open.set(path, { uri: document.uri, version: document.version, text, evaluated: evaluated(path, text) });
      }
      return {
        open,
        source: openDocumentsFirst(open, disk),
        carryIn: (file) => {
          const document = open.get(file);
          if (document === undefined || document.text === document.evaluated) return undefined;
          return carryBetween(document.evaluated, document.text);
        },
      };
    },
  };
}

/** Reads open documents before the disk, under the same limits. */
export function openDocumentsFirst(
  open: ReadonlyMap<string, Pick<OpenDocument, 'evaluated'>>,
  disk: TextSource,
): TextSource {
  return {
    readText: async (path, signal) => {
      const document = open.get(path);
      return document === undefined ? disk.readText(path, signal) : readOpen(path, document.evaluated);
    },
    peek: (path) => {
      const document = open.get(path);
      return document === undefined ? disk.peek?.(path) : readOpen(path, document.evaluated);
    },
    list: async (path, signal) => {
      const entries = await disk.list(path, signal);
      const unsaved = [...open.keys()].filter(
        (file) => parentPath(file) === path && !entries.some((entry) => entry.name === baseName(file)),
      );
      if (unsaved.length === 0) return entries;
      const added = unsaved.map((file) => ({ name: baseName(file), kind: 'file' as const, symbolicLink: false }));
      return [...entries, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function readOpen(path: string, text: string): TextRead {
  if (text.length > largest) {
    return {
      kind: 'unreadable',
      reason: 'tooLarge',
      message: `${baseName(path)} is larger than 1 MB and was not read.`,
    };
  }
  if (text.includes('\0')) {
    return { kind: 'unreadable', reason: 'binary', message: `${baseName(path)} is a binary file.` };
  }
  return { kind: 'text', text };
}
