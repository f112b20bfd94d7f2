import type * as drivers from './drivers/index';

let loading: Promise<typeof drivers> | undefined;

/**
 * The heavy packages (mysql2, ioredis, simple-git), parsed on first use and then kept. The build makes them an output file
 * of their own.
 */
export function loadDrivers(): Promise<typeof drivers> {
  loading ??= import('./drivers/index');
  return loading;
}
