import type * as projectServices from '../../services/projectServices';
import type { CliDeps, CliIo } from '../io';
import { type OpenedApp, runWithServices, type ServiceAnswer } from '../runServices';
import type { SecurityCommand } from './arguments';
import { logs } from './logs';
import { routes } from './routes';

/** What dist/security.js exports. */
type SecurityServices = Awaited<ReturnType<typeof projectServices.loadSecurityServices>>;

/** What a verb works with. */
export interface SecurityRun extends OpenedApp {
  readonly security: SecurityServices;
  readonly command: SecurityCommand;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Progress for people. */
  readonly show: (message: string) => void;
}

const verbs: Readonly<Record<SecurityCommand['verb'], (run: SecurityRun) => Promise<ServiceAnswer>>> = { logs, routes };

/** Runs one verb of logs and routes and writes its answer. Never rejects but for a bug. */
export function runSecurity(command: SecurityCommand, io: CliIo, deps: CliDeps, signal: AbortSignal): Promise<number> {
  return runWithServices(command, io, deps, signal, async ({ services, open, show }) => {
    const security = await services.loadSecurityServices();
    return verbs[command.verb]({
      ...(await open(io.resolve(command.path))),
      security,
      command,
      io,
      signal,
      show,
    });
  });
}
