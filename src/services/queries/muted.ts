import type { App } from '../app';
import type { Workspace } from '../workspace';

/** What a person does not want to see: a statement of the list, or a suggestion. */
export type MutedKind = 'statement' | 'index';

/** One thing that is not shown. */
export interface Muted {
  readonly kind: MutedKind;
  /** Digest, or id of the suggestion. */
  readonly id: string;
  /** For the list of what is muted: normalised text, or columns of the index. */
  readonly label: string;
  /** ISO 8601: shown again from then on; undefined: never by itself. */
  readonly until?: string;
}

const key = (app: App): string => `muted ${app.root}`;

/** What is muted in an app, without what has expired. Kept in the workspace's own storage, not in the repository. */
export function mutedOf({ host }: Workspace, app: App, now = new Date()): readonly Muted[] {
  return parse(host.memory.get(key(app))).filter(({ until }) => until === undefined || new Date(until) > now);
}

/** Mutes one thing; what it was muted with before is replaced. */
export function mute(workspace: Workspace, app: App, muted: Muted): void {
  const others = mutedOf(workspace, app).filter(({ kind, id }) => kind !== muted.kind || id !== muted.id);
  workspace.host.memory.set(key(app), JSON.stringify([...others, muted]));
  workspace.queries.tell(app.root);
}

/** Shows one thing again. */
export function unmute(workspace: Workspace, app: App, kind: MutedKind, id: string): void {
  const others = mutedOf(workspace, app).filter((each) => each.kind !== kind || each.id !== id);
  workspace.host.memory.set(key(app), JSON.stringify(others));
  workspace.queries.tell(app.root);
}

/** True when a person muted it. */
export function isMuted(muted: readonly Muted[], kind: MutedKind, id: string): boolean {
  return muted.some((each) => each.kind === kind && each.id === id);
}

function parse(text: string | undefined): readonly Muted[] {
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return []; // Written by something else: nothing is muted.
  }
  return Array.isArray(value) ? value.filter(isOne) : [];
}

function isOne(value: unknown): value is Muted {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, label, until } = value as Partial<Record<keyof Muted, unknown>>;
  return (
    (kind === 'statement' || kind === 'index') &&
    typeof id === 'string' &&
    typeof label === 'string' &&
    (until === undefined || typeof until === 'string')
  );
}
