import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type Range,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextRange } from '../core/base/text';
import type { Finding, Location, Severity } from '../core/finding';
import { ruleOf } from '../core/lint/catalog';
import { docsUrl, type RuleContext } from '../core/lint/rule';
import { carryFinding } from './carry';
import type { Snapshot } from './documents';
import { uriFromPath } from './uris';

/** A finding with its place as the protocol wants it. */
export interface PlacedFinding {
  /** Ranges are those of the text that is shown. */
  readonly finding: Finding;
  readonly diagnostic: Diagnostic;
}

/** A file with findings. */
export interface FileFindings {
  readonly uri: string;
  /** Version of the open document that was read; null for a file that is not open. */
  readonly version: number | null;
  readonly text: TextDocument;
  readonly findings: readonly PlacedFinding[];
}

/** What was found in one application, and what it was found in. */
export interface Analysis {
  /** By path. */
  readonly files: ReadonlyMap<string, FileFindings>;
  /** Undefined when nothing was looked at: switched off, or the reading failed. */
  readonly snapshot?: Snapshot;
  readonly context?: RuleContext;
}

export const nothingFound: Analysis = { files: new Map() };

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Turns findings into diagnostics of the text that is shown, file by file. Rejects only when the signal aborts. */
export async function placeFindings(
  findings: readonly Finding[],
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<Analysis['files']> {
  const texts = new Map<string, TextDocument | undefined>();
  const textOf = async (file: string): Promise<TextDocument | undefined> => {
    if (!texts.has(file)) texts.set(file, await shownText(file, snapshot, signal));
    return texts.get(file);
  };
  const byFile = new Map<string, FileFindings & { findings: PlacedFinding[] }>();
  for (const found of findings) {
    const finding = carryFinding(found, (file) => snapshot.carryIn(file));
    const text = finding === undefined ? undefined : await textOf(finding.location.file);
    if (finding === undefined || text === undefined) continue;
    const related: DiagnosticRelatedInformation[] = [];
    for (const { location, message } of finding.related) {
      const place = await textOf(location.file);
      if (place !== undefined) related.push({ location: protocolLocation(location, place), message });
    }
    const { file } = finding.location;
    const open = snapshot.open.get(file);
    const entry = byFile.get(file) ?? { uri: text.uri, version: open?.version ?? null, text, findings: [] };
    entry.findings.push({ finding, diagnostic: diagnosticOf(finding, text, related) });
    byFile.set(file, entry);
  }
  return byFile;
}

/** Range of the protocol in a text. */
export function protocolRange(text: TextDocument, range: TextRange): Range {
  return { start: text.positionAt(range.start), end: text.positionAt(range.end) };
}

/** A file as the person sees it; undefined when it cannot be read. */
export async function shownText(
  file: string,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<TextDocument | undefined> {
  const open = snapshot.open.get(file);
  if (open !== undefined) return TextDocument.create(open.uri, '', open.version, open.text);
  const read = await snapshot.source.readText(file, signal);
  return read.kind === 'text' ? TextDocument.create(uriFromPath(file), '', 0, read.text) : undefined;
}

function protocolLocation(location: Location, text: TextDocument): { uri: string; range: Range } {
  return { uri: text.uri, range: protocolRange(text, location.range) };
}

/** Rules about something that is written and has no effect: editors fade such places. */
const withoutEffect: ReadonlySet<string> = new Set(['CAC002']);

function diagnosticOf(finding: Finding, text: TextDocument, related: DiagnosticRelatedInformation[]): Diagnostic {
  const rule = ruleOf(finding.rule);
  return {
    range: protocolRange(text, finding.location.range),
    severity: severities[finding.severity],
    source: 'Laravel Ops',
    code: finding.rule,
    ...(rule === undefined ? {} : { codeDescription: { href: docsUrl(rule) } }),
    message: finding.message,
    ...(withoutEffect.has(finding.rule) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}
