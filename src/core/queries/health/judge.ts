import type { Catalog } from '../catalog/table';
import { autoIncrement } from './autoIncrement';
import type { ConnectionBudget } from './budget';
import { bufferPool } from './bufferPool';
import { connectionChurn, type PoolingConfig } from './connectionChurn';
import { connections } from './connections';
import type { HealthFact } from './fact';
import { readWriteSplit, type SplitConfig } from './readWriteSplit';
import type { HealthReading } from './reading';
import { redoLog } from './redoLog';
import { replication } from './replication';
import { sortMerges } from './sortMerges';
import { freeSpace, primaryKeys, statisticsAge, tableSizes } from './storage';
import { tableCache } from './tableCache';
import { temporaryTables } from './temporaryTables';
import { deadlocks, lockWaits, longTransactions } from './transactions';

/** What the application's files say that a server's counters are judged against. */
export interface HealthContext {
  readonly catalog?: Catalog;
  readonly budget: ConnectionBudget;
  readonly pooling: PoolingConfig;
  readonly split: SplitConfig;
}

/** Everything about the health of a server, in the order in which it is shown. */
export function judgeHealth(reading: HealthReading, context: HealthContext): readonly HealthFact[] {
  const { catalog, budget } = context;
  return [
    lockWaits(reading),
    longTransactions(reading),
    deadlocks(reading),
    bufferPool(reading, catalog),
    connections(reading, budget),
    connectionChurn(reading, context.pooling, budget),
    temporaryTables(reading),
    sortMerges(reading),
    tableCache(reading),
    redoLog(reading),
    autoIncrement(reading, catalog),
    primaryKeys(catalog),
    tableSizes(catalog),
    freeSpace(reading, catalog),
    replication(reading),
    readWriteSplit(reading, context.split),
    statisticsAge(reading),
  ];
}
