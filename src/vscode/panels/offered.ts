import { OpsError } from '../../core/base/errors';
import { offeredCommands } from '../../protocol/views/offered';

/** Throws unless the snapshot that the page was given offers the command. */
export function assertOffered(state: unknown, command: string): void {
  if (!offeredCommands(state).has(command)) throw notOffered();
}

/** The failure of a request for something that the page was not offered. */
export function notOffered(): OpsError {
  return new OpsError('notOffered', 'This page no longer offers that.', { next: 'Refresh it and try again.' });
}
