import { formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { indexText } from '../../core/queries/catalog/indexText';
import type { Catalog } from '../../core/queries/catalog/table';
import type { StatementDigest } from '../../core/queries/digest';
import { proofText, suggestionText } from '../../core/queries/indexTree';
import { blocksOf } from '../../core/queries/blocks/blocksOf';
import { parseStatement } from '../../core/queries/sql/parse';
import type { Fact } from '../../protocol/views/common';
import type { ExplainContent, TableModel } from '../../protocol/views/explain';
import type { KnownQueries } from './queryState';

/**
 * Chips of a statement: load, calls, times, rows. What the source does not count is left out.
 *
 * @param halfWithinMs the time that half of the calls did not exceed: an average tells little where a few are very long
 */
export function factsOf(statement: StatementDigest, halfWithinMs?: number): readonly Fact[] {
  const { loadShare, calls, averageMs, p95Ms, maxMs, rowsExaminedPerCall, rowsSent, noIndexUsed, tmpDiskTables } =
    statement;
  const sentPerCall = calls === 0 || rowsSent === undefined ? undefined : rowsSent / calls;
  return [
    { label: 'Load', value: `${(loadShare * 100).toFixed(1)} %` },
    { label: 'Calls', value: formatCount(calls) },
    { label: 'Average', value: formatDuration(averageMs) },
    ...(halfWithinMs === undefined ? [] : [{ label: 'Half within', value: formatDuration(halfWithinMs) }]),
    ...(p95Ms === undefined ? [] : [{ label: 'p95', value: formatDuration(p95Ms) }]),
    { label: 'Longest', value: formatDuration(maxMs) },
    ...(rowsExaminedPerCall === undefined
      ? []
      : [{ label: 'Rows examined a call', value: formatCount(rowsExaminedPerCall) }]),
    ...(sentPerCall === undefined ? [] : [{ label: 'Rows sent a call', value: formatCount(sentPerCall) }]),
    ...(noIndexUsed === undefined || noIndexUsed === 0
      ? []
      : [{ label: 'Without an index', value: `${formatCount(noIndexUsed)} calls`, tone: 'bad' as const }]),
    ...(tmpDiskTables === undefined || tmpDiskTables === 0
      ? []
      : [{ label: 'Temporary tables on disk', value: formatCount(tmpDiskTables), tone: 'warning' as const }]),
  ];
}

/** Indexes that were suggested for this statement, and how that stands. */
export function suggestionsOf(known: KnownQueries, digest: string): NonNullable<ExplainContent['suggestions']> {
  const { advice } = known;
  if (advice === undefined)
    return { state: { kind: 'empty', message: 'Nobody has looked for an index yet.' }, indexes: [] };
  const { advice: found, workload } = advice.value;
  const unread = workload.unread.find(({ id }) => id === digest);
  if (unread !== undefined)
    return {
      state: { kind: 'empty', message: `The advisor could not read this statement: ${unread.reason}.` },
      indexes: [],
    };
  const indexes = found.suggestions.filter(({ gains }) => gains.some(({ statement }) => statement === digest));
  if (indexes.length === 0)
    return { state: { kind: 'empty', message: 'No index was found that helps this statement enough.' }, indexes: [] };
  return {
    state: { kind: 'ready' },
    indexes: indexes.map((suggestion) => {
      const gain = suggestion.gains.find(({ statement }) => statement === digest);
      const proof = known.proofs.get(suggestion.id);
      return {
        id: suggestion.id,
        index: suggestionText(suggestion),
        effect:
          proof === undefined
            ? `about ${formatCount(gain?.rowsBefore ?? 0)} → ${formatCount(gain?.rowsAfter ?? 0)} rows a call, by the model`
            : proofText(proof),
        tone:
          proof === undefined
            ? ('plain' as const)
            : proof.verdict === 'proven'
              ? ('good' as const)
              : ('warning' as const),
      };
    }),
  };
}

/** The tables of a statement with their indexes. */
export function tableModels(statement: StatementDigest, catalog: Catalog, known: KnownQueries): readonly TableModel[] {
  const parsed = parseStatement(statement.text);
  if (parsed.kind === 'unread') return [];
  const names = new Set(
    blocksOf(parsed, catalog).blocks.flatMap(({ tables }) => tables.flatMap(({ table }) => table ?? [])),
  );
  const unneeded = new Set((known.unneeded?.value ?? []).map(({ table, index }) => `${table}.${index}`));
  return catalog.tables
    .filter(({ name }) => names.has(name))
    .map((table) => ({
      name: table.name,
      facts: [
        { label: 'Rows', value: `about ${formatCount(table.rows)}` },
        { label: 'Data', value: formatBytes(table.dataBytes) },
        { label: 'Indexes', value: formatBytes(table.indexBytes) },
        { label: 'Engine', value: table.engine },
        ...(table.partitioned ? [{ label: 'Partitions', value: 'yes' }] : []),
      ],
      indexes: table.indexes.map(({ name, columns, unique, type, visible, cardinality }) => [
        name,
        indexText(columns),
        [name === 'PRIMARY' ? 'primary' : unique ? 'unique' : type.toLowerCase(), ...(visible ? [] : ['hidden'])].join(
          ', ',
        ),
        cardinality === undefined ? '' : cardinality.map((count) => formatCount(count)).join(' · '),
        unneeded.has(`${table.name}.${name}`) ? 'may not be needed' : '',
      ]),
    }));
}
