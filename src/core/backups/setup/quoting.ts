import { OpsError } from '../../base/errors';

/**
 * One argument for a POSIX shell: as it is where nothing in it is special, else in single quotes (POSIX.1-2017, Shell
 * Command Language 2.2.2).
 *
 * @throws OpsError `path` for line breaks and NUL, which no crontab, unit or task can hold
 */
export function shellArgument(text: string): string {
  refuseControls(text);
  return /^[\w@+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command for a crontab: an unescaped % ends it (crontab(5)). */
export function cronCommand(command: string): string {
  refuseControls(command);
  return command.replaceAll('%', '\\%');
}

/** One argument of ExecStart: quoted where it has to be, with % and $ doubled (systemd.service(5), "Command lines"). */
export function systemdArgument(text: string): string {
  refuseControls(text);
  const doubled = systemdText(text).replaceAll('$', '$$$$');
  return /^[\w@+=:,./$%-]+$/.test(text) ? doubled : `"${doubled.replace(/["\\]/g, '\\$&')}"`;
}

/** A value that systemd takes to the end of the line, such as WorkingDirectory: specifiers alone are special. */
export function systemdText(text: string): string {
  refuseControls(text);
  return text.replaceAll('%', '%%');
}

/**
 * One argument of a Windows command line, as CommandLineToArgvW and the C runtime read it: backslashes count only before a
 * double quote.
 */
export function windowsArgument(text: string): string {
  refuseControls(text);
  if (/^[^\s"]+$/.test(text)) return text;
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/** Text of an XML element or attribute. */
export function xmlText(text: string): string {
  refuseControls(text);
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A name for a unit or a task that every system takes: letters, digits, "-", "_" and "."; never empty. */
export function plainName(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return name === '' ? 'laravel' : name;
}

function refuseControls(text: string): void {
  // oxlint-disable-next-line no-control-regex
  if (!/[\u0000-\u001f\u007f]/.test(text)) return;
  throw new OpsError(
    'path',
    'A path with a line break or another control character cannot be written into a schedule.',
    { safe: 'Nothing was changed.', next: 'Rename the folder.' },
  );
}
