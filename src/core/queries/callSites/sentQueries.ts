import { once } from '../../base/memo';
import type { Code } from '../../code/collector';
import { queryFacts } from '../../code/queries/queryFacts';
import { relating } from '../../code/queries/methodNames';
import type { SqlFact } from '../../code/queries/queryFact';
import { fingerprint } from '../sql/fingerprint';
import { type EachRead, evaluateChain } from './evaluate';
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
  /** Relations that are read of one after the other. */
  readonly eachReads: readonly EachRead[];
}

/** Every query that the code can be told to send; worked out once for the code. */
export const sentQueries = once((code: Code): SentQueries => {
  const known = models(code);
  const byTable = new Map<string, Shape[]>();
  const bySql = new Map<string, SqlFact[]>();
  const eachReads: EachRead[] = [];
  const send = (shape: Shape): void => {
    const key = shape.table.toLowerCase();
    const list = byTable.get(key);
    if (list === undefined) byTable.set(key, [shape]);
    else list.push(shape);
  };
  const each = (read: EachRead): void => void eachReads.push(read);
  for (const fact of code.facts(queryFacts)) {
    if (fact.fact === 'chain') {
      const { place, inLoop, from } = fact;
      evaluateChain(fact.chain, { models: known, place, inLoop, from, send, each });
    } else if (fact.fact === 'sql') {
      const { id } = fingerprint(fact.text);
      bySql.set(id, [...(bySql.get(id) ?? []), fact]);
    }
  }
  for (const model of known.all) {
    for (const className of known.lineage(model.name)) {
      for (const method of known.methodsOf(className)) {
        if (!relating.has(method.returns[0]?.steps[0]?.name.toLowerCase() ?? '')) continue;
        const relation = relationOf(known, model, method.name);
        if (relation !== undefined) for (const shape of relationShapes(relation, model, known)) send(shape);
      }
    }
  }
  return { byTable, bySql, eachReads };
});
