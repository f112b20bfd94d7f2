import { finish } from './draft';
import { iteratorDrafts } from './iteratorDrafts';
import { iteratorOfJson } from './iteratorJson';
import { iteratorsOfTree } from './iteratorTree';
import { JsonObject, parseJson } from './json';
import type { PlanFormat, PlanNode } from './plan';
import { queryBlockDrafts } from './queryBlock';

const noNames: ReadonlyMap<string, string> = new Map();

/**
 * The steps of a plan in a text of the server: EXPLAIN FORMAT=JSON of MySQL (version 1 and 2) and MariaDB, FORMAT=TREE, and the same
 * with what ANALYZE counted. Rows of traditional EXPLAIN are read by `planNodes`.
 *
 * @param names table names by lower-case alias, where the format does not have them
 * @returns undefined when the text is none of these; never throws
 */
export function planOf(
  format: Exclude<PlanFormat, 'traditional'>,
  text: string,
  names: ReadonlyMap<string, string> = noNames,
): readonly PlanNode[] | undefined {
  if (format === 'tree') {
    const iterators = iteratorsOfTree(text);
    return iterators.length === 0 ? undefined : finish(iteratorDrafts(iterators), names);
  }
  const json = parseJson(text);
  if (!(json instanceof JsonObject)) return undefined;
  const iterator = iteratorOfJson(json);
  if (iterator !== undefined) return finish(iteratorDrafts([iterator]), names);
  const drafts = json.object('query_block') === undefined ? [] : queryBlockDrafts(json);
  return drafts.length === 0 ? undefined : finish(drafts, names);
}
