import type { Model } from './models';
import type { ConditionKind, Selects, Shape, ShapeCondition } from './shape';

/** A query while it is put together. */
export interface Draft {
  readonly table: string;
  readonly model?: Model;
  readonly joins: { table: string; optional: boolean }[];
  readonly aliases: Map<string, string>;
  conditions: ShapeCondition[];
  order: { column: string; optional: boolean; descending?: boolean }[];
  group: string[];
  limit: boolean;
  selects: Selects;
  loose: boolean;
  guessed: boolean;
  trashed: 'without' | 'with' | 'only' | 'maybe';
  globalScopes: boolean;
  /** Relations that are read right after it, with what is added to them. */
  readonly eager: Map<string, boolean>;
  /** Which relation it began with. */
  readonly relation?: Shape['relation'];
  readonly one: boolean;
}

export function newDraft(table: string, model: Model | undefined, more: Partial<Draft> = {}): Draft {
  return {
    table,
    ...(model === undefined ? {} : { model }),
    joins: [],
    aliases: new Map(),
    conditions: [],
    order: [],
    group: [],
    limit: false,
    selects: { kind: 'all' },
    loose: false,
    guessed: false,
    trashed: model?.softDeletes === true ? 'without' : 'with',
    globalScopes: true,
    eager: new Map((model?.with ?? []).map((name) => [name, true])),
    one: false,
    ...more,
  };
}

/** Stands among the relations that were read with rows which `cursor()` gives: it reads none. */
export const byCursor = '*cursor';

/** A draft of its own: what is added to it stays with it. */
export function copyOf(draft: Draft): Draft {
  return {
    ...draft,
    joins: [...draft.joins],
    aliases: new Map(draft.aliases),
    conditions: [...draft.conditions],
    order: [...draft.order],
    group: [...draft.group],
    eager: new Map(draft.eager),
  };
}

export function addCondition(draft: Draft, column: string, kinds: readonly ConditionKind[], optional: boolean): void {
  draft.conditions.push({ column, kinds, optional });
}

/** `users as u`, `users` */
export function addTable(draft: Draft, written: string, optional: boolean): void {
  const [, table = written, alias] = /^\s*([\w.]+)(?:\s+(?:as\s+)?(\w+))?\s*$/i.exec(written) ?? [];
  if (alias !== undefined) draft.aliases.set(alias, table);
  draft.joins.push({ table, optional });
}

/** The conditions that soft deletion adds. */
export function trashConditions({ table, trashed, model }: Draft): readonly ShapeCondition[] {
  const column = `${table}.deleted_at`;
  if (model?.softDeletes !== true || trashed === 'with') return [];
  return [{ column, kinds: [trashed === 'only' ? 'notNull' : 'null'], optional: trashed === 'maybe' }];
}
