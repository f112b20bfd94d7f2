import type { Catalog } from '../catalog/table';
import { bufferPool } from './bufferPool';
import { connectionChurn, type PoolingConfig } from './connectionChurn';
import { connections, type ConnectionBudget } from './connections';
import type { HealthFact } from './fact';
import { readWriteSplit, type SplitConfig } from './readWriteSplit';
import type { HealthReading } from './reading';
import { replication } from './replication';
import { autoIncrement, statisticsAge, tableSizes } from './storage';
import { temporaryTables } from './temporaryTables';
import { lockWaits, longTransactions } from './transactions';

/** What the application's files say that a server's counters are judged against. */
export interface HealthContext {
  readonly catalog?: Catalog;
  readonly budget: ConnectionBudget;
  readonly pooling: PoolingConfig;
  readonly split: SplitConfig;
}

/** Everything about the health of a server, in the order in which it is shown. */
export function judgeHealth(reading: HealthReading, context: HealthContext): readonly HealthFact[] {
  return [
    lockWaits(reading),
    longTransactions(reading),
    bufferPool(reading, context.catalog),
    connections(reading, context.budget),
    connectionChurn(reading, context.pooling),
    temporaryTables(reading),
    autoIncrement(reading),
    tableSizes(context.catalog),
    replication(reading),
    readWriteSplit(reading, context.split),
    statisticsAge(reading),
  ];
}
