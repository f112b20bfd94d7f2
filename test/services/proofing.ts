// Writing sessions for the tests of proofs.
import type { OpenSession } from '../../src/core/queries/proof/scratch';
import type { TestServer } from './servers';
import { bulkSession } from './switching';

/** Opens them as an account. */
export const opener =
  (server: Pick<TestServer, 'host' | 'port'>, user = 'root', password = ''): OpenSession =>
  () =>
    bulkSession(server, user, password);
