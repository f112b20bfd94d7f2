import { readFile } from 'node:fs/promises';
import { OpsError, messageOf } from '../../core/base/errors';
import type { TlsOptions } from '../../core/connections/profile';

/** The certificates of a profile, read at this moment. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: boolean;
}

/** Reads the files of TLS options. Rejects with reason `tlsFile`. */
export async function readTlsFiles(tls: TlsOptions, signal: AbortSignal | undefined): Promise<TlsFiles> {
  const read = async (name: 'ca' | 'cert' | 'key'): Promise<Partial<TlsFiles>> => {
    const path = tls[name];
    if (path === undefined) return {};
    try {
      return { [name]: await readFile(path, { encoding: 'utf8', ...(signal === undefined ? {} : { signal }) }) };
    } catch (error) {
      throw new OpsError('tlsFile', `The TLS file ${path} could not be read: ${messageOf(error)}.`);
    }
  };
  const [ca, cert, key] = await Promise.all([read('ca'), read('cert'), read('key')]);
  return { ...ca, ...cert, ...key, rejectUnauthorized: tls.verify };
}
