import { isOpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { decodeText, fromBinaryText, toBinaryText } from '../dump/sqlText';
import type { DumpStatement, SessionState } from '../dump/statement';
import { withoutDefiner } from './definer';
import type { MissingObject } from './load';
import { loadError } from './loadErrors';
import type { FollowingSession } from './loadSession';
import { parkEvent } from './parkedEvents';
import type { RewritingLog } from './rewritingLog';

/** A view, trigger, routine or event, to be created when every row is in. */
export interface DumpObject {
  readonly kind: MissingObject['kind'];
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly state: SessionState;
}

/** What was created, and what the server did not take. */
export interface CreatedObjects {
  readonly created: Readonly<Record<MissingObject['kind'], readonly string[]>>;
  readonly missing: readonly MissingObject[];
}

const kinds: Readonly<Partial<Record<DumpStatement['kind'], MissingObject['kind']>>> = {
  createView: 'view',
  createTrigger: 'trigger',
  createRoutine: 'routine',
  createEvent: 'event',
};

/** The object that a statement creates; undefined for every other statement. */
export function objectOf({ kind, name, bytes, session = {} }: DumpStatement): DumpObject | undefined {
  const object = kinds[kind];
  return object === undefined || name === undefined ? undefined : { kind: object, name, bytes, state: session };
}

/** Functions before the views and triggers that use them; events last, and switched off. */
const order: readonly MissingObject['kind'][] = ['routine', 'view', 'trigger', 'event'];

/** Creates the objects of a dump. What fails for the object alone is listed as missing; what ends the session rejects. */
export async function createObjects(
  session: BulkSession,
  following: FollowingSession,
  objects: readonly DumpObject[],
  rewritings: RewritingLog,
  signal: AbortSignal,
): Promise<CreatedObjects> {
  const created: Record<MissingObject['kind'], string[]> = { routine: [], view: [], trigger: [], event: [] };
  const missing: MissingObject[] = [];
  for (const kind of order) {
    let waiting = objects.filter((object) => object.kind === kind);
    // A view may stand on one that comes later in the dump: as long as one succeeds, the others are tried again.
    for (;;) {
      const failed: { readonly object: DumpObject; readonly why: string }[] = [];
      for (const object of waiting) {
        const why = await create(session, following, object, rewritings, signal);
        if (why === undefined) created[kind].push(object.name);
        else failed.push({ object, why });
      }
      if (failed.length > 0 && failed.length < waiting.length && kind === 'view') {
        waiting = failed.map(({ object }) => object);
        continue;
      }
      for (const { object, why } of failed) missing.push({ kind, name: object.name, sql: textOf(object.bytes), why });
      break;
    }
  }
  return { created, missing };
}

/** @returns why not, in the server's words; undefined when it is there */
async function create(
  session: BulkSession,
  following: FollowingSession,
  object: DumpObject,
  rewritings: RewritingLog,
  signal: AbortSignal,
): Promise<string | undefined> {
  await following.enter(object.state, signal);
  const written = toBinaryText(object.bytes);
  const parked = object.kind === 'event' ? parkEvent(written, session.server) : undefined;
  if (object.kind === 'event' && parked === undefined)
    return 'its status was not found in its definition, so it was not created';
  const sql = parked?.sql ?? written;
  const note = (): void => {
    if (parked !== undefined)
      rewritings.add(
        'event',
        written,
        parked.sql,
        'Events are created switched off: a copy beside the live database must not act.',
      );
  };
  const why = await attempt(session, sql, signal);
  if (why === undefined) {
    note();
    return undefined;
  }
  const mine = withoutDefiner(sql);
  if (mine === undefined || (await attempt(session, mine, signal)) !== undefined) return why;
  note();
  rewritings.add(
    'definer',
    sql,
    mine,
    `The account may not create objects for others, so it is their definer now (${why}).`,
  );
  return undefined;
}

async function attempt(session: BulkSession, sql: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await session.run(fromBinaryText(sql), signal);
    return undefined;
  } catch (error) {
    if (!isOpsError(error) || !ofTheObject.has(error.reason))
      throw loadError(error, 'Creating views, triggers, routines and events');
    return error.message;
  }
}

/** Reasons that are about this object alone. */
const ofTheObject: ReadonlySet<string> = new Set([
  'server',
  'noPrivilege',
  'unknownCollation',
  'duplicate',
  'packetTooLarge',
]);

function textOf(bytes: Uint8Array): string {
  return decodeText(bytes) ?? toBinaryText(bytes);
}
