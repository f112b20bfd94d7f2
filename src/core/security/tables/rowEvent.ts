import { timeOf } from '../moment';
import type { SecurityEvent } from '../securityEvent';
import type { AuditRow } from './auditTable';

/** Where a row stands, and what its moments are in. */
export interface RowPlace {
  readonly position: number;
  readonly source: string;
  readonly zone: string | undefined;
}

type Told = Omit<SecurityEvent, 'position' | 'source' | 'time' | 'message'>;

const messageLength = 300;

/** An event of a row; what is undefined or empty is left out. */
export function rowEvent(
  place: RowPlace,
  at: string | undefined,
  message: string,
  told: { readonly [Key in keyof Told]: Told[Key] | undefined },
): SecurityEvent {
  const time = at === undefined ? undefined : timeOf(at, place.zone);
  const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== ''));
  return {
    source: place.source,
    position: place.position,
    message: message.slice(0, messageLength),
    ...(time === undefined ? {} : { time }),
    ...known,
  };
}

/** "App\Models\User", 7 → "7"; another class than a user's is named: "Admin 7". */
export function actorOf(type: string | undefined, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const name = classOf(type);
  return name === undefined || name.toLowerCase() === 'user' ? id : `${name} ${id}`;
}

/** "App\Models\Order", 12 → "Order 12". */
export function subjectOf(type: string | undefined, id: string | undefined): string {
  return [classOf(type), id].filter((part) => part !== undefined).join(' ');
}

function classOf(type: string | undefined): string | undefined {
  return type === undefined ? undefined : type.slice(type.lastIndexOf('\\') + 1);
}

const mostNames = 30;

/** Names of attributes from JSON lists of names, each once, the first 30. */
export function changedNames(row: AuditRow, ...fields: readonly string[]): readonly string[] {
  const names = fields.flatMap((field) => listOf(row[field]));
  return [...new Set(names)].slice(0, mostNames);
}

function listOf(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return []; // the server cut a list of very many names: they are only shown
  }
}
