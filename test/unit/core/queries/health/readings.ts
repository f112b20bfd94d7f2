import type { Catalog, CatalogTable } from '../../../../../src/core/queries/catalog/table';
import { type HealthContext, judgeHealth } from '../../../../../src/core/queries/health/judge';
import type { HealthReading } from '../../../../../src/core/queries/health/reading';

/** A server that has run for a day and shows nothing. */
export function reading(more: Partial<HealthReading> = {}): HealthReading {
  const { status, ...others } = more;
  return {
    at: new Date('2026-11-23T12:00:00Z'),
    server: {
      flavour: 'mariadb',
      version: '10.11.14-MariaDB',
      major: 10,
      minor: 11,
      currentUser: 'shop@%',
      connectionId: 7,
      performanceSchema: false,
    },
    variables: {},
    status: { uptime: '86400', ...status },
    transactions: { known: [] },
    lockWaits: { known: [] },
    deadlocks: { known: 0 },
    replicas: { known: [] },
    tables: [],
    ownFiles: { known: new Set() },
    statistics: { known: [] },
    ...others,
  };
}

export const mysql: HealthReading['server'] = {
  flavour: 'mysql',
  version: '9.7.4',
  major: 9,
  minor: 7,
  currentUser: 'shop@%',
  connectionId: 7,
  performanceSchema: true,
};

export function catalog(tables: readonly CatalogTable[], more: Partial<Catalog> = {}): Catalog {
  return { schema: 'shop', tables, views: [], referencedFrom: [], ...more };
}

export const nothingKnown: HealthContext = {
  budget: { sources: [] },
  pooling: { remote: true, persistent: false },
  split: { certain: true },
};

export function fact(id: string, given: Partial<HealthReading>, context: Partial<HealthContext> = {}) {
  const found = judgeHealth(reading(given), { ...nothingKnown, ...context }).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no fact ${id}`);
  return found;
}

/** "attention: 1 connection waits" */
export function words(id: string, given: Partial<HealthReading>, context: Partial<HealthContext> = {}): string {
  const { verdict, value } = fact(id, given, context);
  return `${verdict}: ${value}`;
}
