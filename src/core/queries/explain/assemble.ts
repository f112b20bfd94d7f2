import type { SqlServer } from '../../connections/sql';
import { toText } from '../numbers';
import { enriched } from './enrich';
import type { Note } from './notes';
import type { Plan, PlanFormat, PlanNode, StatementSource } from './plan';
import { planOf } from './planOf';
import { tableNames } from './tableNames';
import { planNodes, type ExplainRow } from './traditional';
import { planProblems } from './warnings';

/** What a server answered about one statement. */
export interface Answers {
  readonly sql: string;
  /** The statement that was sent, where it differs. */
  readonly explained?: string;
  readonly schema?: string;
  readonly source: StatementSource;
  /** What the steps are wanted from. */
  readonly format: PlanFormat;
  /** Rows of traditional EXPLAIN; none where the server was not asked. */
  readonly rows: readonly ExplainRow[];
  readonly notes: readonly Note[];
  readonly json?: string;
  readonly tree?: string;
  readonly executed?: boolean;
}

/** The plan of what a server answered: steps of the wanted format, of traditional rows where that one cannot be read. */
export function assemble({ flavour, version }: Pick<SqlServer, 'flavour' | 'version'>, answers: Answers): Plan {
  const { rows, json, tree, notes, schema, sql, source } = answers;
  const names = tableNames(answers.explained ?? sql);
  const traditional = planNodes(rows, names);
  const text = answers.format === 'tree' ? (tree ?? json) : json;
  const form = answers.format === 'tree' && tree !== undefined ? 'tree' : 'json';
  const steps = answers.format === 'traditional' || text === undefined ? undefined : planOf(form, text, names);
  const nodes: readonly PlanNode[] = steps === undefined ? traditional : enriched(steps, traditional);
  // MySQL's iterators show LIMIT: FORMAT=TREE, and JSON from version 2 on.
  const limitsShown = form === 'tree' || text?.includes('"query_plan"') === true;
  const problems = planProblems(nodes, { notes, limitsShown });
  const columns = Object.keys(rows[0] ?? {});
  return {
    sql,
    ...(schema === undefined ? {} : { schema }),
    source,
    server: `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(version)?.[0] ?? version}`,
    nodes,
    warnings: problems.map(({ text: said }) => said),
    problems,
    format: steps === undefined ? 'traditional' : form,
    ...(answers.executed === true ? { executed: true } : {}),
    raw: {
      ...(json === undefined ? {} : { json }),
      ...(tree === undefined ? {} : { tree }),
      ...(notes.length === 0 ? {} : { notes: notes.map(({ message }) => message) }),
      columns,
      rows: rows.map((row) => columns.map((column) => toText(row[column]) ?? 'NULL')),
    },
  };
}
