import type * as projectServices from '../../services/projectServices';
import type { CliDeps, CliIo } from '../io';
import { type OpenedApp, runWithServices, type ServiceAnswer } from '../runServices';
import type { QueryCommand } from './arguments';
import { verbs } from './verbs';

/** What dist/queries.js exports. */
type QueryServices = Awaited<ReturnType<typeof projectServices.loadQueryServices>>;

/** What a verb works with. */
export interface QueryRun extends OpenedApp {
  readonly queries: QueryServices;
  readonly command: QueryCommand;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Progress for people. */
  readonly show: (message: string) => void;
}

/** What a verb of statements answers. */
export type QueryAnswer = ServiceAnswer;

/** Runs one verb of statements and writes its answer. Never rejects but for a bug. */
export function runQueries(command: QueryCommand, io: CliIo, deps: CliDeps, signal: AbortSignal): Promise<number> {
  return runWithServices(command, io, deps, signal, async ({ services, open, show }) => {
    const queries = await services.loadQueryServices();
    return verbs[command.verb]({
      ...(await open(io.resolve(command.path))),
      queries,
      command,
      io,
      signal,
      show,
    });
  });
}
