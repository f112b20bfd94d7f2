import { joinPath, relativePath } from '../base/path';
import type { Finding } from '../finding';
import type { TextSource } from '../laravel/textSource';
import type { Decision } from './decision';

/** Where an application keeps the risks it accepted, relative to its folder. */
export const decisionsPath = '.laravel-ops/decisions.json';

/** What a decisions file says. Entries that are not understood are left out and told in `problems`. */
export interface DecisionList {
  readonly decisions: readonly Decision[];
  /** For people, one sentence each. */
  readonly problems: readonly string[];
}

/** The decisions of the application at `root`; none where there is no file. Rejects only when the signal aborts. */
export async function readDecisions(source: TextSource, root: string, signal?: AbortSignal): Promise<DecisionList> {
  const read = await source.readText(joinPath(root, decisionsPath), signal);
  if (read.kind === 'missing') return { decisions: [], problems: [] };
  if (read.kind === 'unreadable')
    return { decisions: [], problems: [`${decisionsPath} was not read: ${read.message}`] };
  return parseDecisions(read.text);
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads `.laravel-ops/decisions.json`: `{"version": 1, "decisions": [Decision…]}`. Never throws. A decision without an
 * end, an owner or a reason accepts nothing: it is left out and told.
 */
export function parseDecisions(text: string): DecisionList {
  const json = parseJson(text);
  if (json === undefined) return { decisions: [], problems: [`${decisionsPath} is no JSON: nothing is accepted.`] };
  if (!isRecord(json) || !Array.isArray(json['decisions']))
    return { decisions: [], problems: [`${decisionsPath} has no list "decisions": nothing is accepted.`] };
  if (json['version'] !== 1)
    return { decisions: [], problems: [`${decisionsPath} is not of version 1: nothing in it is accepted.`] };
  const decisions: Decision[] = [];
  const problems: string[] = [];
  for (const [at, written] of json['decisions'].entries()) {
    const read = readDecision(written);
    if (typeof read === 'string') problems.push(`${decisionsPath}, entry ${at + 1}: ${read}. It accepts nothing.`);
    else decisions.push(read);
  }
  return { decisions, problems };
}

/** The decision, or what is wrong with it. */
function readDecision(written: unknown): Decision | string {
  if (!isRecord(written)) return 'it is no object';
  const texts: Record<string, string> = {};
  for (const field of ['id', 'reason', 'owner', 'accepted', 'expires']) {
    const text = written[field];
    if (typeof text !== 'string' || text.trim() === '') return `"${field}" is missing`;
    texts[field] = text.trim();
  }
  const { id = '', reason = '', owner = '', accepted = '', expires = '' } = texts;
  for (const [field, date] of Object.entries({ accepted, expires }))
    if (!isDay(date)) return `"${field}" is no date such as 2026-11-23`;
  const { file } = written;
  if (file !== undefined && (typeof file !== 'string' || file === '')) return '"file" is no path';
  return {
    id,
    reason,
    owner,
    accepted,
    expires,
    ...(file === undefined ? {} : { file: joinPath(file.replaceAll('\\', '/')) }),
  };
}

/** A date that exists: 2026-02-30 would be read as one in March. */
function isDay(text: string): boolean {
  if (!day.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** True from the first moment (UTC) of the day that it expires. */
export function isExpired({ expires }: Decision, now: Date): boolean {
  return now.toISOString().slice(0, 10) >= expires;
}

/**
 * The decision that accepts a rule's finding, or a check, at this moment.
 *
 * @param file relative to the application; undefined for what has no place, which only a decision for all files accepts
 */
export function acceptedBy(
  decisions: readonly Decision[],
  id: string,
  file: string | undefined,
  now: Date,
): Decision | undefined {
  return decisions.find(
    (decision) =>
      decision.id === id && (decision.file === undefined || decision.file === file) && !isExpired(decision, now),
  );
}

/** A finding that somebody accepted for a time. */
export interface AcceptedFinding {
  readonly finding: Finding;
  readonly decision: Decision;
}

/** Findings that count, and those that a decision accepts; both in the order given. `root` is the application's folder. */
export function splitAccepted(
  findings: readonly Finding[],
  decisions: readonly Decision[],
  root: string,
  now: Date,
): { readonly open: readonly Finding[]; readonly accepted: readonly AcceptedFinding[] } {
  const open: Finding[] = [];
  const accepted: AcceptedFinding[] = [];
  for (const finding of findings) {
    const decision = acceptedBy(decisions, finding.rule, relativePath(root, finding.location.file), now);
    if (decision === undefined) open.push(finding);
    else accepted.push({ finding, decision });
  }
  return { open, accepted };
}

/**
 * The file's text with one decision more, at the end. An older decision about the same thing and file is replaced, since
 * two would be two truths. Everything else that the file says stays, fields of other versions of this product included.
 *
 * @param text undefined when there is no file yet
 * @returns undefined when the text is no decisions file: writing would lose what somebody wrote
 */
export function addDecision(text: string | undefined, decision: Decision): string | undefined {
  const json = text === undefined || text.trim() === '' ? { version: 1, decisions: [] } : parseJson(text);
  if (!isRecord(json) || json['version'] !== 1 || !Array.isArray(json['decisions'])) return undefined;
  const others: readonly unknown[] = json['decisions'].filter(
    (each: unknown) => !isRecord(each) || each['id'] !== decision.id || each['file'] !== decision.file,
  );
  const { id, reason, owner, accepted, expires, file } = decision;
  const added = { id, reason, owner, accepted, expires, ...(file === undefined ? {} : { file }) };
  const indent = /\n([ \t]+)"/.exec(text ?? '')?.[1] ?? '  ';
  const written = `${JSON.stringify({ ...json, decisions: [...others, added] }, undefined, indent)}\n`;
  return text?.includes('\r\n') === true ? written.replaceAll('\n', '\r\n') : written;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined; // half-typed: said by the caller, with the file's name
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
