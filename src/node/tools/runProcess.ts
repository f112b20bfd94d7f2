import { spawn } from 'node:child_process';
import { OpsError } from '../../core/base/errors';

/** How long a program may take to end after it was asked to. Milliseconds. */
const patience = 3_000;
/** Characters of messages that are kept: the last ones. */
const mostMessages = 16_000;

export interface ProcessOptions {
  readonly signal: AbortSignal;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Takes the standard output, in order; where it returns a promise the program waits. */
  readonly onOutput?: (bytes: Uint8Array) => Promise<void> | undefined;
  /** Hears what is written to standard error. */
  readonly onMessage?: (text: string) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  /** Standard error, its last 16,000 characters. */
  readonly messages: string;
}

/**
 * Runs a program without a shell. On abort it is asked to end, then killed.
 *
 * @throws OpsError `cancelled`, `notStarted`, or what `onOutput` threw
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessEnd> {
  const { signal, onOutput, onMessage } = options;
  if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
  const child = spawn(command, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-mostMessages);
    onMessage?.(text);
  });
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill();
    timer ??= setTimeout(() => child.kill('SIGKILL'), patience);
  };
  signal.addEventListener('abort', end, { once: true });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new OpsError('notStarted', `${command} could not be started: ${error.message}`, {}, { cause: error })),
    );
    child.once('close', resolve);
  });
  try {
    const [code] = await Promise.all([closed, drain(child.stdout, onOutput, end)]);
    if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
    return { code, messages };
  } catch (error) {
    // The program must not outlive its reader; that it could not be started is said already.
    await closed.catch(() => undefined);
    if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

async function drain(output: NodeJS.ReadableStream, take: ProcessOptions['onOutput'], end: () => void): Promise<void> {
  try {
    for await (const bytes of output) if (bytes instanceof Uint8Array) await take?.(bytes);
  } catch (error) {
    end();
    throw error;
  }
}

/** Runs a program that says little, and gives what it said: standard output and error together. */
export async function askProcess(command: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let output = '';
  const { messages } = await runProcess(command, args, {
    signal,
    onOutput(bytes) {
      if (output.length < mostMessages) output += decoder.decode(bytes, { stream: true });
      return undefined;
    },
  });
  return output + messages;
}
