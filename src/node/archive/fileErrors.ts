import { isAbort, OpsError } from '../../core/base/errors';

/** Node's code of an error ("ENOENT", "Z_DATA_ERROR"), if it has one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** A disk's error as people read it. */
export function fileError(path: string, error: unknown): OpsError {
  if (error instanceof OpsError) return error;
  if (isAbort(error)) return new OpsError('cancelled', 'Cancelled.', {}, { cause: error });
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new OpsError('denied', `No permission to read ${path}.`, {}, { cause: error });
  if (code === 'ENOENT') return new OpsError('missing', `${path} is gone.`, {}, { cause: error });
  return new OpsError('unreadable', `${path} cannot be read (${code ?? textOf(error)}).`, {}, { cause: error });
}

/** What reading an archive's list of contents failed with, as people read it. */
export function archiveError(path: string, error: unknown): OpsError {
  if (error instanceof OpsError) return error;
  const code = codeOf(error);
  if (isAbort(error) || (code !== undefined && /^E[A-Z]+$/.test(code))) return fileError(path, error);
  const message = textOf(error);
  const options = { cause: error };
  if (/end of central directory/i.test(message))
    return new OpsError('unreadable', 'The archive is cut off: it has no list of contents at its end.', {}, options);
  if (/multi-disk/i.test(message))
    return new OpsError('unreadable', 'The archive is one part of several; the other parts are needed.', {}, options);
  if (/strong encryption/i.test(message))
    return new OpsError(
      'unreadable',
      'The archive uses PKWARE strong encryption, which is not supported.',
      { next: 'Make the backup with AES encryption, the default of spatie/laravel-backup.' },
      options,
    );
  if (/comment length/i.test(message))
    return new OpsError(
      'unreadable',
      'There is something behind the end of the archive, or its end is damaged.',
      {},
      options,
    );
  return new OpsError(
    'unreadable',
    `The archive is damaged: its list of contents cannot be read (${message}).`,
    {},
    options,
  );
}

/** A name out of an archive, safe to show: control characters spelled out, cut to 120 characters. */
export function shownName(name: string): string {
  const visible = name.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return visible.length > 120 ? `${visible.slice(0, 119)}…` : visible;
}

/** A part of a backup that is not as it was written. */
export function damaged(name: string, why: string, cause?: unknown): OpsError {
  return new OpsError('unreadable', `${name} is damaged: ${why}.`, {}, cause === undefined ? {} : { cause });
}
