import type { SqlClient } from '../../connections/sql';
import { describePerformanceSchema } from './describePerformanceSchema';
import { describePulse, describeTelescope } from './describePackages';
import { describeSlowLogFile, describeSlowLogTable, readSlowLogSettings } from './describeSlowLog';
import type { PackageTables } from './packageTables';
import { titles, type SourceState } from './sourceState';

export interface DescribeOptions {
  /** Schema of the application. */
  readonly schema?: string;
  /** Where Pulse and Telescope keep their tables, when this session reaches them; left out: they are not looked for. */
  readonly pulse?: PackageTables;
  readonly telescope?: PackageTables;
  /** Whether a file of the server can be read on this machine. Left out: the server is another machine. */
  readonly isReadable?: (path: string) => Promise<boolean>;
  /** Now, for texts; the machine's clock when left out. */
  readonly now?: Date;
}

/**
 * Every source of statements on this server with its state: a handful of small statements, none of which reads a large
 * table. What the server refuses is a state and no exception.
 */
export async function describeSources(
  client: SqlClient,
  options: DescribeOptions,
  signal?: AbortSignal,
): Promise<readonly SourceState[]> {
  const now = options.now ?? new Date();
  const settings = await readSlowLogSettings(client, signal);
  const states: SourceState[] = [
    await describePerformanceSchema(client, options.schema, now, signal),
    await describeSlowLogTable(client, settings, now, signal),
    await describeSlowLogFile(settings, options.isReadable),
  ];
  if (options.telescope !== undefined) states.push(await describeTelescope(client, options.telescope, signal));
  if (options.pulse !== undefined) states.push(await describePulse(client, options.pulse, now, signal));
  states.push({
    id: 'processlist',
    title: titles.processlist,
    usable: true,
    live: true,
    detail: 'Looks at what runs, again and again: finds statements that take long, at approximate times.',
  });
  return states;
}
