import {
  appendLinked,
  type ChainKind,
  type ChainReport,
  type ChainStore,
  parseLink,
  verifyLinks,
} from '../../base/chain';
import { isAbort, messageOf, OpsError } from '../../base/errors';
import type { DrillFields, DrillRecord } from './record';

export interface AppendDrillOptions {
  /** Runs over `problem`, which may quote a server. */
  readonly redact?: (text: string) => string;
  readonly signal?: AbortSignal;
}

/**
 * Appends the evidence of one drill, linked to the one before.
 *
 * @throws OpsError `drillRecord` when it cannot be written: then there is no evidence, and the drill has to say so
 */
export async function appendDrill(
  store: ChainStore,
  fields: DrillFields,
  { redact = (text) => text, signal }: AppendDrillOptions = {},
): Promise<DrillRecord> {
  const { problem } = fields;
  const signed = { ...fields, ...(problem === undefined ? {} : { problem: redact(problem) }) };
  // JSON has no NaN: a figure that is none would be written as null, and the line would be no record.
  const unfit = Object.entries({ ...signed, size: signed.backup.sizeBytes }).find(
    ([, value]) => typeof value === 'number' && !Number.isFinite(value),
  );
  if (unfit !== undefined) throw new RangeError(`${unfit[0]} of a drill is no number.`);
  try {
    const appended = await appendLinked<DrillFields & { torn?: string }, DrillRecord>(
      store,
      kind,
      (torn) => [torn === undefined ? signed : { ...signed, torn }],
      signal,
    );
    const [record] = appended;
    if (record !== undefined) return record;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new OpsError(
      'drillRecord',
      `The record of the drill could not be written: ${messageOf(error)}.`,
      {
        safe: 'The live database was not touched.',
        next: 'Let your user write to storage/laravel-ops, with room on its disk, and run the drill again.',
      },
      { cause: error },
    );
  }
  throw new OpsError('drillRecord', 'The record of the drill was not written.');
}

/** Checks order, links and hashes of the drill file's lines. */
export function verifyDrills(lines: readonly string[]): Promise<ChainReport> {
  return verifyLinks(lines, kind);
}

/** The records of the drill file in order; lines that are none are left out (`verifyDrills` tells them). */
export function readDrills(lines: readonly string[]): readonly DrillRecord[] {
  return lines.map(parseDrill).filter((record) => record !== undefined);
}

/** A line as a record; undefined when it is none. */
export function parseDrill(line: string): DrillRecord | undefined {
  const link = parseLink(line);
  return link !== undefined && isDrill(link) ? link : undefined;
}

const kind: ChainKind<DrillRecord> = { parse: parseDrill, tornBefore: ({ torn }) => torn };

const outcomes: readonly unknown[] = ['passed', 'failed', 'cancelled'] satisfies readonly DrillRecord['outcome'][];

function isDrill(link: object): link is DrillRecord {
  const own = fieldsOf(link);
  const backup = fieldsOf(own.get('backup'));
  const server = fieldsOf(own.get('server'));
  const scratch = fieldsOf(own.get('scratch'));
  return (
    isMoment(own.get('at')) &&
    typeof own.get('environment') === 'string' &&
    outcomes.includes(own.get('outcome')) &&
    ['tables', 'rows', 'restoreMs', 'dataAgeMs'].every((key) => typeof own.get(key) === 'number') &&
    ['problem', 'actor', 'torn'].every((key) => isTextOrNone(own.get(key))) &&
    ['path', 'entry', 'sha256'].every((key) => typeof backup.get(key) === 'string') &&
    isMoment(backup.get('createdAt')) &&
    typeof backup.get('sizeBytes') === 'number' &&
    ['flavour', 'version', 'address'].every((key) => typeof server.get(key) === 'string') &&
    typeof scratch.get('database') === 'string' &&
    typeof scratch.get('dropped') === 'boolean'
  );
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
