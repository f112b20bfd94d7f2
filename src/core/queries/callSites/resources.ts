import type { ChainFact, QueryFact, ResourceReadFact } from '../../code/queries/queryFact';

/**
 * What API resources read of each of the models that they are given as a collection: the chain that gave the collection, gone on
 * with by what `toArray` reads. Relations that the chain loads are found to be loaded when it is followed.
 */
export function readInResources(facts: readonly QueryFact[]): readonly Pick<ChainFact, 'chain' | 'place' | 'from'>[] {
  const reads = new Map<string, ResourceReadFact[]>();
  for (const fact of facts) {
    if (fact.fact !== 'resourceRead') continue;
    const key = fact.className.toLowerCase();
    const own = reads.get(key);
    if (own === undefined) reads.set(key, [fact]);
    else own.push(fact);
  }
  return facts.flatMap((fact) =>
    fact.fact !== 'resources'
      ? []
      : (reads.get(fact.className.toLowerCase()) ?? []).map(({ place, steps }) => {
          const each = [...fact.chain.steps, { name: '*each' }];
          return { chain: { root: fact.chain.root, steps: [...each, ...steps] }, place, from: each.length };
        }),
  );
}
