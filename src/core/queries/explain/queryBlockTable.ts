import { accessOf } from './access';
import type { Draft } from './draft';
import { draft } from './draft';
import type { JsonObject } from './json';
import type { ActualRun } from './plan';

/** Where a part of the JSON stands. */
export interface Place {
  readonly select?: number;
  /** How often its SELECT's rows are reached so far, estimated: rows of the tables before it. */
  readonly rowsBefore: number;
  /** MySQL's prefix_cost of the table before it. */
  readonly prefixCost: number;
}

/** A "table" of a query block, and the place behind it. What fills it is not read here. */
export function tableDraft(table: JsonObject, place: Place): { one: Draft; after: Place } {
  const name = table.text('table_name');
  const message = table.text('message');
  const loops = table.number('loops') ?? place.rowsBefore;
  const rows = table.number('rows_examined_per_scan') ?? table.number('rows');
  const filtered = table.number('filtered');
  const rowsOut = rows === undefined ? undefined : (rows * (filtered ?? 100)) / 100;
  const produced = table.number('rows_produced_per_join');
  const prefixCost = table.object('cost_info')?.number('prefix_cost');
  const after: Place = {
    ...place,
    rowsBefore: produced ?? (rowsOut === undefined ? place.rowsBefore : loops * rowsOut),
    prefixCost: prefixCost ?? place.prefixCost,
  };
  if (name === undefined && message !== undefined)
    return { one: { ...draft('message'), title: message, remarks: [message] }, after };

  const inner = table.object('materialized_from_subquery') ?? table.object('materialized');
  const writes = ['insert', 'update', 'delete', 'replace'].find((key) => table.flag(key));
  const one: Draft = {
    ...draft(writes === 'insert' || writes === 'replace' ? 'write' : 'read'),
    ...readFields(table),
    ...(place.select === undefined ? {} : { select: place.select }),
    ...(writes === undefined ? {} : { selectType: writes.toUpperCase() }),
    ...(inner === undefined && name?.startsWith('<') !== true && !table.flag('recursive')
      ? {}
      : { result: true as const }),
    ...(rows === undefined ? {} : { rows }),
    ...(filtered === undefined ? {} : { filtered }),
    ...(rowsOut === undefined ? {} : { rowsOut }),
    ...(rows === undefined ? {} : { loops }),
    ...actualOf(table),
    ...costOf(table, place),
    remarks: remarksOf(table),
  };
  return { one, after };
}

function readFields(table: JsonObject): Partial<Draft> {
  const name = table.text('table_name');
  const accessType = table.text('access_type');
  const key = table.text('key');
  const keyLength = table.text('key_length');
  const ref = table.texts('ref');
  const parts = table.texts('used_key_parts');
  const partitions = table.texts('partitions');
  const condition = table.text('attached_condition');
  const indexCondition = table.text('index_condition');
  const joinBuffer = table.text('using_join_buffer');
  return {
    ...(name === undefined ? {} : { table: name }),
    ...(accessType === undefined ? {} : { accessType }),
    access: accessOf(accessType),
    possibleKeys: table.texts('possible_keys'),
    ...(key === undefined ? {} : { key }),
    ...(keyLength === undefined ? {} : { keyLength }),
    ...(ref.length === 0 ? {} : { ref: ref.join(',') }),
    ...(parts.length === 0 ? {} : { keyParts: parts }),
    ...(partitions.length === 0 ? {} : { partitions: partitions.join(',') }),
    ...(condition === undefined ? {} : { condition }),
    ...(indexCondition === undefined ? {} : { indexCondition }),
    ...(joinBuffer === undefined ? {} : { joinBuffer }),
    ...(table.get('range_checked_for_each_record') === undefined ? {} : { rangeChecked: true as const }),
    covering: table.flag('using_index') || table.flag('using_index_for_group_by'),
  };
}

function remarksOf(table: JsonObject): string[] {
  const buffer = table.text('using_join_buffer');
  return [
    ...(table.text('index_condition') === undefined ? [] : ['Using index condition']),
    ...(table.text('attached_condition') === undefined ? [] : ['Using where']),
    ...(table.flag('using_index') ? ['Using index'] : []),
    ...(table.get('using_index_for_group_by') === undefined ? [] : ['Using index for group-by']),
    ...(buffer === undefined ? [] : [`Using join buffer (${buffer})`]),
    ...(table.flag('using_MRR') || table.text('mrr_type') !== undefined ? ['Using MRR'] : []),
    ...(table.get('rowid_filter') === undefined ? [] : ['Using rowid filter']),
    ...(table.get('range_checked_for_each_record') === undefined ? [] : ['Range checked for each record']),
    ...(table.flag('backward_index_scan') ? ['Backward index scan'] : []),
    ...(table.flag('not_exists') ? ['Not exists'] : []),
    ...(table.flag('distinct') ? ['Distinct'] : []),
    ...(table.text('first_match') === undefined ? [] : ['FirstMatch']),
    ...(table.flag('loosescan') ? ['LooseScan'] : []),
  ];
}

/** MariaDB's ANALYZE: r_rows and r_filtered are averages of a run, times are sums. */
function actualOf(table: JsonObject): { actual?: ActualRun } {
  const loops = table.number('r_loops') ?? (table.number('r_rows') === undefined ? undefined : 1);
  if (loops === undefined) return {};
  const rows = table.number('r_rows');
  const filtered = table.number('r_filtered');
  const read = table.number('r_table_time_ms') ?? table.number('r_total_time_ms');
  const ms = read === undefined ? undefined : read + (table.number('r_other_time_ms') ?? 0);
  const rowsOut = rows === undefined || filtered === undefined ? undefined : (rows * filtered) / 100;
  return {
    actual: {
      loops,
      ...(rows === undefined ? {} : { rows }),
      ...(rowsOut === undefined ? {} : { rowsOut }),
      ...(ms === undefined ? {} : { ms }),
    },
  };
}

/** MySQL adds up the cost of a join table by table (prefix_cost); MariaDB 11 gives each table its own. */
function costOf(table: JsonObject, { prefixCost }: Place): { cost?: number } {
  const info = table.object('cost_info');
  const prefix = info?.number('prefix_cost');
  if (prefix !== undefined) return { cost: Math.max(0, prefix - prefixCost) };
  const cost = table.number('cost');
  return cost === undefined ? {} : { cost };
}
