import { once } from '../../base/memo';
import type { Code } from '../../code/collector';
import { queryFacts } from '../../code/queries/queryFacts';
import { relating } from '../../code/queries/methodNames';
import type { SqlFact } from '../../code/queries/queryFact';
import { readInResources } from './resources';
import { fingerprint } from '../sql/fingerprint';
import { evaluateChain } from './evaluate';
import { relationShapes } from './send';
import { models } from './models';
import { relationOf } from './relation';
import type { Shape } from './shape';

/** What the application's code sends. */
export interface SentQueries {
  /** By table, in lower case. */
  readonly byTable: ReadonlyMap<string, readonly Shape[]>;
  /** Statements written out, by fingerprint. */
  readonly bySql: ReadonlyMap<string, readonly SqlFact[]>;
  /** What the application does about relations that are read late; undefined where it does nothing. */
  readonly lazyLoading?: 'prevented' | 'automatic';
}

/** Every query that the code can be told to send; worked out once for the code. */
export const sentQueries = once((code: Code): SentQueries => {
  const known = models(code);
  const byTable = new Map<string, Shape[]>();
  const bySql = new Map<string, SqlFact[]>();
  let lazyLoading: SentQueries['lazyLoading'];
  const send = (shape: Shape): void => {
    const key = shape.table.toLowerCase();
    const list = byTable.get(key);
    if (list === undefined) byTable.set(key, [shape]);
    else list.push(shape);
  };
  for (const fact of code.facts(queryFacts)) {
    if (fact.fact === 'chain') {
      const { place, inLoop, from } = fact;
      evaluateChain(fact.chain, { models: known, place, inLoop, from, send });
    } else if (fact.fact === 'lazyLoading') lazyLoading = lazyLoading === 'automatic' ? lazyLoading : fact.how;
    else if (fact.fact === 'sql') {
      const { id } = fingerprint(fact.text);
      bySql.set(id, [...(bySql.get(id) ?? []), fact]);
    }
  }
  for (const { chain, place, from } of readInResources(code.facts(queryFacts)))
    evaluateChain(chain, { models: known, place, inLoop: true, from, send });
  for (const model of known.all) {
    for (const className of known.lineage(model.name)) {
      for (const method of known.methodsOf(className)) {
        if (!relating.has(method.returns[0]?.steps[0]?.name.toLowerCase() ?? '')) continue;
        const relation = relationOf(known, model, method.name);
        if (relation !== undefined) for (const shape of relationShapes(relation, model, known)) send(shape);
      }
    }
  }
  return { byTable, bySql, ...(lazyLoading === undefined ? {} : { lazyLoading }) };
});
