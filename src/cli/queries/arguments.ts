import { type Answers, answersOf, readVerbArguments } from '../verbArguments';

export const queryVerbs = ['slow', 'explain', 'advise', 'migration'] as const;
export type QueryVerb = (typeof queryVerbs)[number];

/** A command line about statements and indexes. `path`: the application. */
export interface QueryCommand {
  readonly verb: QueryVerb;
  readonly path: string;
  readonly json: boolean;
  readonly environmentFile: string | undefined;
  /** Statements that are listed. */
  readonly limit: number;
  /** The statement to explain. */
  readonly sql: string | undefined;
  /** A statement of the list, by its digest. */
  readonly digest: string | undefined;
  /** It is run to be measured. */
  readonly analyze: boolean;
  /** A file of statements to advise on in place of what the server counted. */
  readonly workload: string | undefined;
  /** Suggestions are proven on a scratch copy. */
  readonly prove: boolean;
  /** "orders(user_id,created_at)" */
  readonly index: string | undefined;
  /** The migration goes into its file. */
  readonly write: boolean;
  /** What migrate --pretend would run is printed. */
  readonly pretend: boolean;
  readonly answers: Answers;
}

const options = {
  json: { type: 'boolean' },
  env: { type: 'string' },
  limit: { type: 'string' },
  sql: { type: 'string' },
  digest: { type: 'string' },
  analyze: { type: 'boolean' },
  workload: { type: 'string' },
  prove: { type: 'boolean' },
  index: { type: 'string' },
  write: { type: 'boolean' },
  pretend: { type: 'boolean' },
  yes: { type: 'boolean' },
  confirm: { type: 'string' },
  reason: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Option = keyof typeof options;

/** Which options each verb takes besides `--json`. */
const allowed: Readonly<Record<QueryVerb, readonly Option[]>> = {
  slow: ['env', 'limit'],
  explain: ['env', 'sql', 'digest', 'analyze'],
  advise: ['env', 'workload', 'prove', 'yes', 'confirm', 'reason'],
  migration: ['env', 'index', 'workload', 'write', 'pretend'],
};

const mostListed = 1_000;

export function isQueryVerb(verb: string | undefined): verb is QueryVerb {
  return queryVerbs.some((known) => known === verb);
}

/**
 * Reads a command line whose first argument is a verb of statements.
 *
 * @param rest arguments after the verb
 * @returns the command, or what is wrong with it in a sentence
 */
export function readQueryArguments(
  verb: QueryVerb,
  rest: readonly string[],
): QueryCommand | { readonly verb: 'help' } | string {
  const read = readVerbArguments(verb, rest, { options, allowed: allowed[verb], argument: 'PATH' });
  if (typeof read === 'string' || 'verb' in read) return read;
  const { path, values } = read;
  const limit = Number(values.limit ?? '10');
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed) return `--limit is from 1 to ${mostListed}.`;
  if (verb === 'explain' && (values.sql === undefined) === (values.digest === undefined))
    return 'explain needs --sql STATEMENT or --digest DIGEST.';
  return {
    verb,
    path,
    json: values.json === true,
    environmentFile: values.env,
    limit,
    sql: values.sql,
    digest: values.digest,
    analyze: values.analyze === true,
    workload: values.workload,
    prove: values.prove === true,
    index: values.index,
    write: values.write === true,
    pretend: values.pretend === true,
    answers: answersOf(values),
  };
}
