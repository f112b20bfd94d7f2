import { clockTimeWithSeconds } from '../../core/base/clock';
import { formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { indexText } from '../../core/queries/catalog/indexText';
import { comparePlans } from '../../core/queries/explain/compare';
import type { Plan } from '../../core/queries/explain/plan';
import { provenRows, suggestionText } from '../../core/queries/indexTree';
import type { Proof, StatementProof } from '../../core/queries/proof/proof';
import { shortText } from '../../core/queries/statementText';
import type { Fact } from '../../protocol/views/common';
import type { PlanModel, PlanNodeModel } from '../../protocol/views/explain';
import type {
  ComparedPlans,
  EvidenceAction,
  EvidenceContent,
  HelpedStatement,
  OnlineTool,
} from '../../protocol/views/indexEvidence';
import type { EvidenceFacts, EvidenceState } from './evidenceState';
import { planModelWithoutValues } from './planModel';

/** Plans that are drawn: the statements that gain most. */
const plansDrawn = 3;

/** The page of one index; undefined until it was read. */
export function contentOf(state: EvidenceState): EvidenceContent | undefined {
  const { facts, proof, timeline, problem, pretended } = state;
  if (facts === undefined) return undefined;
  const { subject, migration } = facts;
  return {
    banner: facts.banner,
    asOf: clockTimeWithSeconds(facts.at),
    id: state.id,
    kind: subject.kind,
    index: nameOf(facts),
    verdict: verdictOf(facts, proof),
    headline: headlineOf(facts, proof),
    facts: factsOf(facts),
    reasons: subject.kind === 'add' ? subject.suggestion.reasons : reasonsToDrop(facts),
    cautions: subject.kind === 'drop' ? subject.unneeded.caution : [],
    statements: statementsOf(facts, proof),
    plans: proof === undefined ? [] : plansOf(facts, proof),
    proof: proof === undefined ? [] : proofFacts(proof),
    proofRemarks: proof?.remarks ?? [],
    ddl: {
      sql: facts.ddl.statements.join(';\n'),
      words: [lockText(facts), ...facts.ddl.costs],
      tools: facts.ddl.tools.map(toolOf),
    },
    ...(migration === undefined
      ? {}
      : {
          migration: {
            file: migration.relative,
            text: migration.text,
            ...(pretended === undefined ? {} : { pretended }),
          },
        }),
    timeline,
    ...(problem === undefined ? {} : { problem }),
    can: actionsOf(state, facts),
    cannot: [
      ...(facts.production && subject.kind === 'add'
        ? ['Nothing is built on production: prove it in another environment of this application.']
        : []),
      ...(facts.notWritten === undefined ? [] : [facts.notWritten]),
    ],
  };
}

function nameOf({ subject }: EvidenceFacts): string {
  if (subject.kind === 'add') return suggestionText(subject.suggestion);
  const { table, index, columns } = subject.unneeded;
  return `${table}.${index} (${columns})`;
}

function verdictOf({ subject }: EvidenceFacts, proof: Proof | undefined): EvidenceContent['verdict'] {
  if (proof === undefined) return 'suggested';
  if (subject.kind === 'add') return proof.verdict;
  // Hidden, and nothing read more for it: nobody needs it.
  return proof.verdict === 'proven' ? 'needed' : 'notNeeded';
}

function headlineOf({ subject }: EvidenceFacts, proof: Proof | undefined): string {
  if (subject.kind === 'drop') {
    const { kind, servedBy, since } = subject.unneeded;
    if (kind === 'unused')
      return `The server counted no read of it${since === undefined ? '' : ` since ${since.slice(0, 10)}`}.`;
    return kind === 'duplicate'
      ? `${servedBy ?? 'Another index'} has the same columns.`
      : `${servedBy ?? 'Another index'} begins with its columns.`;
  }
  if (proof === undefined)
    return `It would save about ${percent(subject.suggestion.saves)} of what the statements read. Nobody has measured it yet.`;
  const where = proof.way === 'scratch' ? `on a copy of ${percent(proof.fraction)} of the rows` : 'on the real table';
  if (proof.verdict === 'notUsed') return `The optimizer left it aside ${where}.`;
  const rows = provenRows(proof);
  const read = rows === undefined ? '' : `: ${formatCount(rows.before)} → ${formatCount(rows.after)} rows read`;
  return proof.verdict === 'proven' ? `Measured ${where}${read}.` : `Used ${where}, but it saves under 10 %${read}.`;
}

function reasonsToDrop({ subject }: EvidenceFacts): readonly string[] {
  if (subject.kind === 'add') return [];
  return [
    'Every write to the table writes this index too.',
    'Hide it first (INVISIBLE on MySQL, IGNORED on MariaDB) and drop it when nobody missed it.',
  ];
}

function factsOf({ subject, table }: EvidenceFacts): readonly Fact[] {
  const common = [
    { label: 'Table', value: `${table.name}, about ${formatCount(table.rows)} rows, ${formatBytes(table.dataBytes)}` },
    { label: 'Indexes now', value: table.indexes.map(({ name }) => name).join(', ') || 'none' },
  ];
  if (subject.kind === 'drop') {
    const { bytes } = subject.unneeded;
    return bytes === undefined ? common : [{ label: 'Size', value: formatBytes(bytes) }, ...common];
  }
  const { gains, saves, bytes, writesPerHour, makesRedundant } = subject.suggestion;
  return [
    { label: 'Statements', value: formatCount(gains.length) },
    { label: 'Saves of all reading (model)', value: percent(saves) },
    { label: 'Size (estimate)', value: formatBytes(bytes) },
    ...(writesPerHour === undefined ? [] : [{ label: 'Writes an hour', value: formatCount(writesPerHour) }]),
    ...(makesRedundant.length === 0 ? [] : [{ label: 'Makes redundant', value: makesRedundant.join(', ') }]),
    ...common,
  ];
}

function statementsOf({ subject, statements }: EvidenceFacts, proof: Proof | undefined): readonly HelpedStatement[] {
  const texts = new Map(statements.map((each) => [each.id, each]));
  const proven = new Map((proof?.statements ?? []).map((each) => [each.statement, each]));
  if (subject.kind === 'drop')
    return (proof?.statements ?? []).map((each) => measuredRow(each, texts.get(each.statement)));
  return subject.suggestion.gains.map((gain) => {
    const one = proven.get(gain.statement);
    const statement = texts.get(gain.statement);
    if (one !== undefined) return measuredRow(one, statement);
    return {
      digest: gain.statement,
      text: shortText(statement?.text ?? gain.statement, 160),
      calls: callsText(statement?.callsPerHour),
      before: `about ${rowsText(gain.rowsBefore)}`,
      after: `about ${rowsText(gain.rowsAfter)}`,
      ...(proof === undefined ? {} : { verdict: 'not measured: no call with its values is known' }),
      tone: 'plain' as const,
    };
  });
}

function measuredRow(one: StatementProof, statement: EvidenceFacts['statements'][number] | undefined): HelpedStatement {
  const { before, after, used, saved } = one;
  const gains = used && (saved ?? 0) >= 0.1;
  return {
    digest: one.statement,
    text: shortText(statement?.text ?? one.statement, 160),
    calls: callsText(statement?.callsPerHour),
    before: before.measured === undefined ? '–' : rowsText(before.measured.rowsRead),
    after: after.measured === undefined ? '–' : rowsText(after.measured.rowsRead),
    ...(before.measured === undefined ? {} : { timeBefore: formatDuration(before.measured.ms) }),
    ...(after.measured === undefined ? {} : { timeAfter: formatDuration(after.measured.ms) }),
    verdict: !used ? 'leaves it aside' : gains ? 'uses it' : 'uses it, saves little',
    tone: gains ? 'good' : 'warning',
  };
}

function plansOf({ statements }: EvidenceFacts, proof: Proof): readonly ComparedPlans[] {
  const texts = new Map(statements.map((each) => [each.id, each.text]));
  return proof.statements.slice(0, plansDrawn).map(({ statement, before, after }) => ({
    digest: statement,
    text: shortText(texts.get(statement) ?? statement, 400),
    headline: headlinesOf(before.plan, after.plan).map(withoutOwnName),
    before: withoutOwnNames(planModelWithoutValues(before.plan)),
    after: withoutOwnNames(planModelWithoutValues(after.plan)),
  }));
}

/** Names that indexes have on a scratch copy, or while they are tried, say nothing to anybody. */
const ownName = /\blaravel_ops_(?:\d+|trial_[0-9a-f]{8})\b/g;

function withoutOwnName(text: string): string {
  return text.replace(ownName, 'the new index');
}

function withoutOwnNames({ nodes, warnings }: PlanModel): PlanModel {
  const renamed = (node: PlanNodeModel): PlanNodeModel => ({
    ...node,
    ...(node.key === undefined ? {} : { key: withoutOwnName(node.key) }),
    facts: node.facts.map((fact) => ({ ...fact, value: withoutOwnName(fact.value) })),
    notes: node.notes.map(withoutOwnName),
    children: node.children.map(renamed),
  });
  return { nodes: nodes.map(renamed), warnings: warnings.map(withoutOwnName) };
}

/** What changes, table by table; the change that matters most first. */
function headlinesOf(before: Plan, after: Plan): readonly string[] {
  const { headline, tables } = comparePlans(before, after);
  const changed = tables.filter(({ kind }) => kind !== 'same').map(({ table, text }) => `${table}: ${text}`);
  return [...new Set([...(headline === undefined ? [] : [headline]), ...changed])];
}

function proofFacts(proof: Proof): readonly Fact[] {
  const ways = {
    scratch: 'Built on a copy of some rows in a scratch database, which was dropped',
    invisible: 'Built on the real table out of sight of other sessions, and dropped',
    after: 'The same statement before and after the index was there',
  } as const;
  return [
    { label: 'Way', value: ways[proof.way] },
    { label: 'Index', value: `${proof.index.table} (${indexText(proof.index.columns)})` },
    { label: 'Rows copied', value: percent(proof.fraction) },
    { label: 'Server', value: proof.server },
    { label: 'When', value: new Date(proof.at).toLocaleString('en-GB') },
    { label: 'Took', value: formatDuration(proof.tookMs) },
    { label: 'Rows read', value: 'Handler_read_* of the session, while the statement ran' },
  ];
}

function lockText({ ddl, server }: EvidenceFacts): string {
  const name = server.flavour === 'mariadb' ? 'MariaDB' : 'MySQL';
  const version = /^[\d.]+/.exec(server.version)?.[0] ?? server.version;
  const how = {
    instant: 'done at once, whatever the size',
    inPlace: 'built beside the table while the application reads and writes',
    locked: 'built while writes wait and reads go on',
    copy: 'the table is copied while writes wait',
  } as const;
  return `${name} ${version}: ${how[ddl.class]}.`;
}

function toolOf({ tool, command, conditions, impossible }: EvidenceFacts['ddl']['tools'][number]): OnlineTool {
  return { title: tool, command, note: [...(impossible === undefined ? [] : [impossible]), ...conditions].join(' ') };
}

function actionsOf({ busy }: EvidenceState, facts: EvidenceFacts): readonly EvidenceAction[] {
  const { production, migration, dismissed, subject } = facts;
  if (busy) return ['stop', 'copyDdl', 'copyReport'];
  return [
    ...(production
      ? []
      : subject.kind === 'add'
        ? (['prove', 'proveInvisible'] as const)
        : (['proveInvisible'] as const)),
    ...(migration === undefined ? [] : (['createMigration', 'pretend', 'copyMigration'] as const)),
    dismissed ? 'restore' : 'dismiss',
    'copyDdl',
    'copyReport',
  ];
}

const callsText = (perHour: number | undefined): string =>
  perHour === undefined ? '' : `${formatCount(perHour)} calls an hour`;

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${formatCount(rows)} rows`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} %`;
}
