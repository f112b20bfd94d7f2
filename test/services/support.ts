import { Permit } from '../../src/core/connections/permit';
import { isThere, type MissingServer, type TestServer } from './servers';

/** A permit without a guard, for tests of what drivers do with one. */
export function permitFor(environment: string): { permit: Permit; release: () => void } {
  return Permit.issue('test.operation', '/srv/shop', environment);
}

/** The server of a suite that is skipped when it is not there: its body still runs to collect the tests. */
export function ofSuite(server: TestServer | MissingServer): TestServer {
  return isThere(server) ? server : { host: '', port: 0, user: '', password: '', version: '' };
}
