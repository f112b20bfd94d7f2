import * as vscode from 'vscode';
import type { Logger } from '../core/base/log';

/**
 * The output channel "Laravel Ops" as a Logger. Every line passes `redact` first, stacks included: what was never
 * written cannot leak from a pasted log.
 */
export function createLog(redact: (text: string) => string): { logger: Logger; channel: vscode.LogOutputChannel } {
  const channel = vscode.window.createOutputChannel('Laravel Ops', { log: true });
  return {
    channel,
    logger: {
      info: (message) => channel.info(redact(message)),
      warn: (message) => channel.warn(redact(message)),
      error: (message, cause) =>
        channel.error(redact(cause === undefined ? message : `${message}\n${describe(cause)}`)),
    },
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const deeper = cause.cause === undefined ? '' : `\ncaused by ${describe(cause.cause)}`;
  return (cause.stack ?? cause.message) + deeper;
}
