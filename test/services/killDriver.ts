// What the kill test runs as a process of its own, bundled: one switch, undo or recovery. Says "go" when it begins.
import type { BulkSession } from '../../src/core/connections/bulk';
import { runSwitch } from '../../src/core/backups/switch/runSwitch';
import { recoverSwitch } from '../../src/core/backups/switch/recover';
import { journalFile } from '../../src/node/restoreJournal';
import { bulkSession, never, planFor } from './switching';

/** First argument, as JSON. */
export interface KillOrder {
  readonly port: number;
  readonly action: 'switch' | 'undo' | 'recover';
  readonly live: string;
  readonly copy: string;
  readonly old: string;
  readonly journal: string;
}

let last = '';

async function main(order: KillOrder): Promise<void> {
  const session = await bulkSession({ host: '127.0.0.1', port: order.port });
  try {
    await carryOut(session, order);
  } finally {
    await session.close();
  }
}

async function carryOut(session: BulkSession, order: KillOrder): Promise<void> {
  const journal = journalFile(order.journal);
  if (order.action === 'recover') {
    process.stdout.write('go\n');
    const outcome = await recoverSwitch(session, `127.0.0.1:${order.port}`, journal, never);
    process.stdout.write(`${JSON.stringify(outcome ?? null)}\n`);
  } else {
    const answer = await planFor(session, order.live, order.copy, order.old, { direction: order.action });
    if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.problems));
    process.stdout.write('go\n');
    const outcome = await runSwitch(session, answer.plan, journal, never, {
      onStep: ({ phase }) => {
        // The moments that matter most, for the test to aim at.
        if (phase !== last) process.stdout.write(`${phase}\n`);
        last = phase;
      },
    });
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

main(JSON.parse(process.argv[2] ?? '{}') as KillOrder).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
