import { momentText } from '../base/clock';
import { formatBytes, formatCount } from '../base/format';
import type { Ability, Icon, TreeNode } from '../tree';
import type { Suggestion } from './advisor/advice';
import { indexText } from './catalog/indexText';
import type { UnneededIndex } from './indexes/unneeded';
import type { Proof } from './proof/proof';

/** What the groups of indexes need to know of their surroundings. */
export interface IndexTreeContext {
  /** Root of the application. */
  readonly root: string;
  readonly now: Date;
  /** True where an index may be tried on the real table. */
  readonly mayTry: boolean;
}

/** Indexes that the advisor suggests, and when it looked; `suggestions` undefined: it has not looked yet. */
export interface SuggestedIndexes {
  readonly at?: Date;
  readonly suggestions?: readonly Suggestion[];
  readonly proofs: ReadonlyMap<string, Proof>;
  /** Statements that could not be read. */
  readonly unread: number;
}

/** "orders (user_id, created_at)" */
export function suggestionText({ index }: Pick<Suggestion, 'index'>): string {
  return `${index.table} (${indexText(index.columns)})`;
}

/** Rows read of all statements together, before and after, from a proof. */
export function provenRows({ statements }: Proof): { readonly before: number; readonly after: number } | undefined {
  const measured = statements.flatMap(({ before, after }) =>
    before.measured === undefined || after.measured === undefined
      ? []
      : [{ before: before.measured.rowsRead, after: after.measured.rowsRead }],
  );
  if (measured.length === 0) return undefined;
  return {
    before: measured.reduce((sum, { before }) => sum + before, 0),
    after: measured.reduce((sum, { after }) => sum + after, 0),
  };
}

/** "proven: 400,000 → 12 rows read", or what became of it. */
export function proofText(proof: Proof): string {
  if (proof.verdict === 'notUsed') return 'not used by the optimizer';
  if (proof.verdict === 'noGain') return 'no gain';
  const rows = provenRows(proof);
  return rows === undefined ? 'proven' : `proven: ${formatCount(rows.before)} → ${formatCount(rows.after)} rows read`;
}

function statementsText(count: number): string {
  return count === 1 ? '1 statement' : `${count} statements`;
}

const percent = (share: number): string => `${share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

function iconOf(proof: Proof | undefined): Icon {
  if (proof === undefined) return { id: 'lightbulb' };
  return proof.verdict === 'proven'
    ? { id: 'pass', color: 'testing.iconPassed' }
    : { id: 'warning', color: 'list.warningForeground' };
}

function suggestionNode(suggestion: Suggestion, proof: Proof | undefined, context: IndexTreeContext): TreeNode {
  const { id, gains, saves, bytes, writesPerHour, makesRedundant, reasons } = suggestion;
  const abilities: readonly Ability[] = [
    'canOpenIndex',
    'canProve',
    ...(context.mayTry ? ['canTryInvisible' as const] : []),
    'canMigrate',
    'canDismiss',
  ];
  const effect = proof === undefined ? `saves about ${percent(saves)} of reading (model)` : proofText(proof);
  return {
    id: `index:${id}`,
    label: suggestionText(suggestion),
    description: `${statementsText(gains.length)} · ${effect}`,
    tooltip: [
      suggestionText(suggestion),
      ...reasons,
      `Takes about ${formatBytes(bytes)} (estimate)`,
      ...(writesPerHour === undefined ? [] : [`Written about ${formatCount(writesPerHour)} times an hour`]),
      ...makesRedundant.map((name) => `Makes ${name} redundant`),
      ...(proof === undefined ? ['By the model alone: not proven yet'] : [`${proofText(proof)} (${proof.server})`]),
    ].join('\n'),
    icon: iconOf(proof),
    abilities,
    opens: { kind: 'index', id },
    subject: { kind: 'index', root: context.root, id },
  };
}

/** The group "Index Suggestions": what the advisor found, or the row that starts it. */
export function suggestionGroup(suggested: SuggestedIndexes, context: IndexTreeContext): TreeNode {
  const { at, suggestions, proofs, unread } = suggested;
  const about = {
    id: 'suggestions',
    label: 'Index Suggestions',
    expanded: true,
  } as const;
  if (suggestions === undefined || at === undefined)
    return {
      ...about,
      children: [
        {
          id: 'findIndexes',
          label: 'Find Missing Indexes',
          description: 'reads the statements and a sample of rows',
          tooltip:
            'Reads the statements that cost most, the indexes, and a sample of rows of their tables, and works out which index would help. Nothing is changed.',
          icon: { id: 'search' },
          opens: { kind: 'command', command: 'laravelOps.database.findIndexes' },
        },
      ],
    };
  const unreadText = unread === 0 ? '' : `, ${statementsText(unread)} could not be read`;
  return {
    ...about,
    description: `${suggestions.length === 0 ? 'none' : suggestions.length}, as of ${momentText(at, context.now)}`,
    tooltip: `Looked for at ${momentText(at, context.now)}${unreadText}.`,
    children:
      suggestions.length === 0
        ? [{ id: 'noSuggestion', label: `No index would help enough${unreadText}`, icon: { id: 'pass' } }]
        : suggestions.map((suggestion) => suggestionNode(suggestion, proofs.get(suggestion.id), context)),
  };
}

const kinds: Readonly<Record<UnneededIndex['kind'], string>> = {
  duplicate: 'same columns as',
  redundant: 'contained in',
  unused: 'not read',
};

/** Id of an index that may go: "drop:orders.orders_user_id_index". */
export function unneededId({ table, index }: Pick<UnneededIndex, 'table' | 'index'>): string {
  return `drop:${table}.${index}`;
}

function unneededNode(unneeded: UnneededIndex, context: IndexTreeContext): TreeNode {
  const { table, index, columns, kind, servedBy, since, bytes, caution } = unneeded;
  const id = unneededId(unneeded);
  const counted = since === undefined ? '' : ` since ${momentText(new Date(since), context.now)}`;
  const why = kind === 'unused' ? `${kinds[kind]}${counted}` : `${kinds[kind]} ${servedBy ?? 'another index'}`;
  return {
    id: `index:${id}`,
    label: `${table}.${index}`,
    description: why,
    tooltip: [
      `${table} (${columns})`,
      why,
      ...(bytes === undefined ? [] : [`Takes about ${formatBytes(bytes)}`]),
      ...caution,
    ].join('\n'),
    icon: caution.length > 0 ? { id: 'question' } : { id: 'trash' },
    abilities: ['canOpenIndex', ...(context.mayTry ? ['canTryInvisible' as const] : []), 'canMigrate', 'canDismiss'],
    opens: { kind: 'index', id },
    subject: { kind: 'index', root: context.root, id },
  };
}

/** The group "Indexes Without Use"; nothing where there are none. */
export function unneededGroup(unneeded: readonly UnneededIndex[], context: IndexTreeContext): readonly TreeNode[] {
  if (unneeded.length === 0) return [];
  return [
    {
      id: 'unneeded',
      label: 'Indexes Without Use',
      description: String(unneeded.length),
      tooltip: 'Indexes that another one serves for, or that the server counted no read of. None is dropped by itself.',
      children: unneeded.map((each) => unneededNode(each, context)),
    },
  ];
}

/** A row for scratch copies that are on the server: a proof that runs, or one that a crash ended. Nothing where there are none. */
export function scratchNodes(schemas: readonly string[]): readonly TreeNode[] {
  if (schemas.length === 0) return [];
  return [
    {
      id: 'scratch',
      label:
        schemas.length === 1 ? 'A Scratch Copy Is on the Server' : `${schemas.length} Scratch Copies Are on the Server`,
      description: 'drop those that a crash left',
      tooltip: [...schemas, 'A copy whose owner is alive is not touched.'].join('\n'),
      icon: { id: 'beaker', color: 'list.warningForeground' },
      opens: { kind: 'command', command: 'laravelOps.database.dropScratch' },
    },
  ];
}
