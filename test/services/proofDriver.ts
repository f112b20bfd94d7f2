// What the test of killed proofs runs as a process of its own, bundled: it proves one suggestion after the other until it is
// killed. Says "go" when it begins.
import type { Catalog } from '../../src/core/queries/catalog/table';
import { proveSuggestion } from '../../src/core/queries/proof/prove';
import { indexOf, statementOf, suggestionOf } from '../unit/core/queries/proof/statements';
import { opener } from './proofing';

/** First argument, as JSON. */
export interface ProofOrder {
  readonly port: number;
  readonly catalog: Catalog;
}

async function main({ port, catalog }: ProofOrder): Promise<void> {
  const statements = [
    statementOf('one', 'SELECT * FROM orders WHERE user_id = 12 ORDER BY created_at DESC LIMIT 10', {
      tables: ['orders'],
      equal: { '0.user_id': 12 },
    }),
  ];
  process.stdout.write('go\n');
  for (;;)
    await proveSuggestion(
      opener({ host: '127.0.0.1', port }),
      catalog,
      suggestionOf(indexOf('orders', 'user_id', 'created_at'), statements),
      statements,
      { who: 'the test that kills' },
      new AbortController().signal,
    );
}

main(JSON.parse(process.argv[2] ?? '{}') as ProofOrder).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
