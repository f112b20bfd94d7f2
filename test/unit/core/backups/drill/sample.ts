import type { DrillFields, DrillRecord } from '../../../../../src/core/backups/drill/record';
import type { LoadReport } from '../../../../../src/core/backups/restore/load';

/** A drill of the shop that passed. */
export function drill(more: Partial<DrillFields> = {}): DrillFields {
  return {
    at: '2026-11-20T03:00:00.000Z',
    actor: 'ravi',
    environment: 'env',
    backup: {
      path: 'storage/app/Shop/2026-11-20-01-30-00.zip',
      entry: 'db-dumps/mysql-shop.sql',
      sha256: 'ab'.repeat(32),
      sizeBytes: 12_400_000,
      createdAt: '2026-11-20T01:30:00.000Z',
    },
    server: { flavour: 'mariadb', version: '10.11.14', address: '127.0.0.1:3306' },
    outcome: 'passed',
    tables: 31,
    rows: 120_000,
    restoreMs: 42_000,
    dataAgeMs: 5_400_000,
    scratch: { database: 'shop_drill_20261120_0300', dropped: true },
    ...more,
  };
}

/** The same as a record, for what does not look at hashes. */
export function drillRecord(more: Partial<DrillFields> = {}): DrillRecord {
  return { ...drill(more), seq: 1, previous: '0'.repeat(64), hash: 'f'.repeat(64) };
}

/** A load of these tables, each with as many rows as its dump. */
export function loaded(rows: Readonly<Record<string, number>>, more: Partial<LoadReport> = {}): LoadReport {
  return {
    database: 'shop_drill_20261120_0300',
    tables: Object.entries(rows).map(([name, count]) => ({
      name,
      rows: count,
      dumpRows: count,
      method: 'statements' as const,
      milliseconds: 1,
    })),
    views: [],
    triggers: [],
    routines: [],
    events: [],
    rewritings: [],
    remarks: [],
    missing: [],
    foreignKeysLeft: [],
    dumpBytes: 1,
    milliseconds: 1,
    ...more,
  };
}
